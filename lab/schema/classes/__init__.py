"""Classes read: what mapped and exchanged models say beyond their MetaData."""

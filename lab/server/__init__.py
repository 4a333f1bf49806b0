"""The lab's own PostgreSQL: where its programs are, and the life of one cluster."""

from lab.server.cluster import Address, Cluster, Status
from lab.server.home import default_home
from lab.server.programs import Programs, find_programs

__all__ = ["Address", "Cluster", "Programs", "Status", "default_home", "find_programs"]

"""The lab's own PostgreSQL: where its programs are, and the life of one cluster."""

from lab.server.cluster import Cluster
from lab.server.home import default_home
from lab.server.programs import Programs, find_programs
from lab.server.status import Address, Status

__all__ = ["Address", "Cluster", "Programs", "Status", "default_home", "find_programs"]

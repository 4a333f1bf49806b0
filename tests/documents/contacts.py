"""The habits of document 004: one column that has an index and a unique rule at once."""

from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Contact(Base):  # type: ignore[misc, valid-type]
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    email = Column(String(255), unique=True, index=True)
    phone = Column(String(20))
    status = Column(String(20))

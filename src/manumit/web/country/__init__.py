"""A country that does not exist: its institutions, its people, and what happened to them.

For demonstrations, training and measurements; nothing of it is there in production. Stories are
acted once, by the services that people use, and then copied to as many persons as are wanted.
"""

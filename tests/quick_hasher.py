"""The hasher of the platform with the least of work: a tenth of a test run was spent on hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    """Argon2, as the platform has it; how much work it asks for is a setting of the library."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1

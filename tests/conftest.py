"""What all tests share."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["web_database", "together"]

# Time limits per example measure the machine, not the code (it may be shared and slow).
settings.register_profile(
    "manumit", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("manumit")

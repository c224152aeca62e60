"""The platform: pages in a browser, on Django. The library never imports it."""

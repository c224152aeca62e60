"""What recruitment cost, who may be charged, and what is lawfully owed of a debt."""

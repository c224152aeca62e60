"""How many stay hidden: estimates from lists of people, from flows and from surveys."""

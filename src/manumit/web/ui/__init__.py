"""The base of every page: languages, texts, the frame, components and the style sheet."""

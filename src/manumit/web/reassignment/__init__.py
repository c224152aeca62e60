"""Many files of one holder given to colleagues: proposed, approved by another, carried out."""

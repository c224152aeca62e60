"""What every page rests on: languages and words, the frame, components, the style sheet."""

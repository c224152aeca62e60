"""The guided interview and its finding, for whoever asks or answers, without an account."""

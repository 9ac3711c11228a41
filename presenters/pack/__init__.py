"""Evidence packs: what is put into one, and the verifier that goes out with each."""

"""The people who present: faces, hair, clothes and every mouth and eye, drawn as SVG parts."""

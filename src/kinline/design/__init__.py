"""How Kinline looks and how its forms behave, for portal and desk. Imports no other part of Kinline."""

"""One invented man, as his mother and as a hospital's list tell of him."""

MAN = {"family_name": "Галаган", "given_name": "Ілля", "patronymic": "Юрійович", "born": (1998, 3, 12)}
LATIN = {"family_name": "HALAHAN", "given_name": "Illia", "born": (1998, 3, 12)}

"""One pipeline over many pictures: names are settled first, then files are shared out, and a record allows to resume.

names -> manifest -> (this process | crew of processes | cluster) -> recipe.carried_out for each file -> outcomes
"""

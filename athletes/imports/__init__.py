"""Reading histories that other systems exported: files in, facts out, nothing saved.

A *profile* declares what the columns of a file mean. Reading either understands a row completely
or refuses it with the file, the line, the column and the reason; `athletes.services.imports`
saves what was read.
"""

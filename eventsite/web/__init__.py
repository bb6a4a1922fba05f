"""The Flask kit: extensions, access marks, forms and fields, errors, filters, headers, cached public pages."""

"""Messages of staff to a segment: whom they are for, what they say, how they are queued exactly once.

``segmentos`` whom · ``marcas`` the placeholders · ``correos`` the mail and its preview · ``services`` the states ·
``cola`` the background step · ``progreso`` the numbers · ``personas`` and ``purga`` what is forgotten.
"""

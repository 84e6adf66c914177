"""ThreadBoost's HTML export: a notebook as one file that opens offline, runs no script and asks for nothing.

It owns how a page looks and what may be in it. exporter.py is what nbconvert and JupyterLab's menu call, __main__.py the
batch command, page.py how a page comes about. Whatever a notebook holds (markdown, HTML outputs, metadata, stored runs)
may be hostile: HTML passes sanitise.py, and the templates escape everything else.

Measured on 2 cores: import 2.5 s, nearly all of it nbconvert's own, then 0.03 s a page of 575 kB (the first 0.2 s).
"""

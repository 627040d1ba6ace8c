"""Small texts, patterns and rules of HTML, written by hand for html_probes.py."""

# Names and texts.
TEXTS = {
    "basic": """<!DOCTYPE html>
<html lang="en">
<head>
  <title>Shop</title>
  <meta charset="utf-8">
  <link rel="stylesheet" href="/static/a.css">
  <script src="https://cdn.example.com/a.js"></script>
  <script src="https://cdn.example.com/b.js" integrity="sha384-x" crossorigin></script>
  <script>var x = 1; f(x);</script>
</head>
<body class="main">
  <a href="https://example.com" target="_blank">Out</a>
  <a target="_blank" href="https://example.com">Out</a>
  <a href='single'>One</a>
  <a href=bare>Bare</a>
  <a>none</a>
  <a href>empty</a>
  <a href="">empty text</a>
  <img src="a.png" alt="A"/>
  <img src="b.png">
  <br>
  <input type="text" name="q" value="" required>
  <form method="post" action="/x"><input type="submit"></form>
  <form method="get"><p>hello <b>bold</b> world</p></form>
  <p>hello</p>
  <p></p>
  <div><div><span>deep</span></div></div>
</body>
</html>
""",
    "django": """{% extends "base.html" %}
{% load static %}
{% block content %}
<form method="post" {% if x %}class="a"{% endif %}>{% csrf_token %}
<input name="{{ f.name }}" value="{{ v|safe }}">
</form>
<a href="{% url 'x' %}">x</a>
<a href={{ link }}>y</a>
<a href="{{ link }}" {{ attrs }}>y</a>
<div {% if a %}id="b"{% else %}id="c"{% endif %}>t</div>
<script src="{% static "a.js" %}"></script>
<script>var a = "{{ a }}";</script>
<p>{{ text|safe }}</p>
{% endblock %}
""",
    "case": """<SCRIPT SRC="a.js"></SCRIPT>
<Script Src="A.js"></Script>
<A HREF="x">y</A>
<a HREF="x">Y</a>
<IMG src=x>
""",
    "nested": """<ul><li>a</li><li>b</li><li><ul><li>c</li></ul></li></ul>
<ul><li>b</li><li>a</li></ul>
<ul>
  <li>a</li>
  <!-- note -->
  <li>b</li>
</ul>
<ul><li>a</li></ul>
<ul></ul>
<li>stray</li>
""",
    "broken": """<div><p>unclosed
<p>second
</div>
<a href="x>broken</a>
<b><i>cross</b></i>
</div>
<p>after & before &amp; &lt;</p>
<a href="ok">z</a>
""",
    "attrs": """<a data-x="1" aria-label='two' @click="go()" :href="u" v-if="a > b" x.y="3">t</a>
<a id="1" id="2">twice</a>
<a href="a b  c">spaces</a>
<a href="https://x/y?z=1&w=2">amp</a>
<a href="javascript:alert(1)" onclick="f('x')">js</a>
<iframe src="x" sandbox></iframe>
<iframe sandbox="allow-scripts" src="y"></iframe>
<input disabled="disabled">
<input disabled>
<custom-tag attr="v"></custom-tag>
<x:y z="1"></x:y>
<a
  href="multi"
  class="line"
>m</a>
""",
    "text": """Hello <b>x</b> tail
<pre>
  code   here
</pre>
<textarea name="t">a < b</textarea>
<style>p { color: red }</style>
<title>A &amp; B</title>
<p>one two three</p>
<p>  one   two three  </p>
<p>one
two three</p>
<script type="text/template"><p>one two three</p></script>
""",
    "script": """<script></script>
<script src="a"></script>
<script>a</script>
<script>
  a();
  b();
</script>
<script type="module" src="m"></script>
<noscript><img src="n"></noscript>
<svg><path d="M0"/></svg>
<svg width="1" height="2"/>
<br/>
<br></br>
<hr>
""",
    "xhtml": """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><head/><body><p>é ü</p><a href="é">日本</a> <a href="x">語</a></body></html>
""",
    "plain": """no tags at all
""",
    "comment": """<!-- <a href="x">y</a> -->
<a href="x"><!-- c -->y</a>
<!--[if IE]><a href="x">y</a><![endif]-->
<!doctype html>
""",
    'crlf': '<a href="x">\r\n y\r\n</a>\r\n<p>\r\n</p>\r\n',
    "minified": """<div class="a"><a href="x" class="a">1</a><a class="a" href="x">2</a></div>""",
    "rules-f": """<div class="top" id="d1">
  <a href="/x?a={{ q }}" class="b c">go {{ name }}</a>
  <a href="{% url 'v' %}">url</a>
  <a href="https://ex.com/">ext</a>
  <script src="http://a.b/c.js"></script>
  <script>eval(x + 1); y = "{{ z }}";</script>
  <form action="/s" method="POST">
    {% csrf_token %}
    <input type="hidden" name="n" value="{{ v|safe }}">
    <button type="submit" onclick="go('x')">Go</button>
  </form>
  <form action="/t" method="post"><p>no</p><input name="z"></form>
</div>
<p>a</p>
<a href="x">y</a>
<p>b</p>
tail text
<section><h1>T</h1><p>one</p><p>two</p></section>
""",
    "rules-g": """<p>a</p><a href="x">y</a><p>b</p><p>c</p>
<img src="1"><img src="2">
""",
    "rules-h": """<a href="x">y</a> text <p>b</p>
<!-- c -->
<p>c</p>
""",
}

# Patterns, one a line.
PATTERNS = r"""
<script src="$X" ...>...</script>
<script src="$X" ...>
<script src="$X"></script>
<script src="$X">...</script>
<script src=$X></script>
<script ... src="$X" ...>...</script>
<script>...</script>
<script ...>...</script>
<script></script>
<script>$X</script>
<script>$...X</script>
<script>a</script>
<script>...a...</script>
<script/>
<script>
<script src="..."></script>
<script src=...></script>
<a href="$X" ...>
<a href="$X">
<a href="$X" ...>...</a>
<a href="$X">...</a>
<a href="$X">$Y</a>
<a href="$X"></a>
<a href="$X"/>
<a href=$X>...</a>
<a href='$X'>...</a>
<a href="x">...</a>
<a href='x'>...</a>
<a href=x>...</a>
<a href="">...</a>
<a href>...</a>
<a href ...>...</a>
<a href="..." ...>...</a>
<a href=...>...</a>
<a href="https://...">...</a>
<a href="=~/^https/">...</a>
<a HREF="$X">...</a>
<A href="$X">...</A>
<a ...>...</a>
<a ...>
<a>...</a>
<a></a>
<a/>
<a>
<a target="_blank" ...>...</a>
<a target="_blank" href="$X">...</a>
<a $A="$V">...</a>
<a $A="$V" ...>...</a>
<a $A="x">...</a>
<a $A=$V>...</a>
<a $A>...</a>
<a $A $B>...</a>
<a $...A>...</a>
<a class="a" href="x">...</a>
<a ... class="a">...</a>
<a id="$X" id="$Y">...</a>
<a id="1">...</a>
<$T ...>...</$T>
<$T>...</$T>
<$T ...>
<$T/>
<$T ... />
<$T $A="$V" ...>...</$T>
<$T src="$X" ...>...</$T>
<$T src="$X" ...>
<$T>$X</$T>
<img src="$X">
<img src="$X"/>
<img src="$X" ...>
<img src="$X" alt="A">
<img ...>
<img>
<input type="text" ...>
<input disabled>
<input ...>
<input required ...>
<br>
<br/>
<hr>
<form method="post" ...>...</form>
<form ...>...<input ...>...</form>
<form ...><input ...></form>
<form>...</form>
<form method="$M">...</form>
<iframe ... sandbox ...>...</iframe>
<iframe sandbox="$X" ...>...</iframe>
<iframe sandbox>...</iframe>
<p>hello</p>
<p>$X</p>
<p>...</p>
<p></p>
<p>hello <b>bold</b> world</p>
<p>... <b>bold</b> ...</p>
<p>... <b>...</b> ...</p>
<p>one two three</p>
<p>one ... three</p>
<p>one</p>
<p>$X two three</p>
<b>...</b>
<ul><li>a</li><li>b</li></ul>
<ul><li>b</li><li>a</li></ul>
<ul><li>a</li></ul>
<ul><li>a</li>...</ul>
<ul>...<li>a</li></ul>
<ul>...<li>a</li>...</ul>
<ul><li>$X</li><li>$Y</li></ul>
<ul>$X</ul>
<ul>$...X</ul>
<ul>...</ul>
<ul></ul>
<li>...</li>
<li>$X</li>
<li>a</li>
<div>...</div>
<div><div>...</div></div>
<div>...<span>...</span>...</div>
<div><... <span>...</span> ...></div>
<span>deep</span>
<body ...>...</body>
<html ...>...</html>
<head>...</head>
<title>$X</title>
<title>...</title>
<meta ...>
<link ...>
<textarea ...>...</textarea>
<style>...</style>
<style>$X</style>
<pre>...</pre>
<custom-tag ...>...</custom-tag>
<x:y ...>...</x:y>
<svg>...</svg>
<svg ...>...</svg>
<svg ... />
<path ... />
<a data-x="$X" ...>...</a>
<a @click="$X" ...>...</a>
<a :href="$X" ...>...</a>
<a v-if="$X" ...>...</a>
<a x.y="$X" ...>...</a>
<a onclick="$X" ...>...</a>
<a href="javascript:$X" ...>...</a>
<a href="javascript:..." ...>...</a>
<a href="$X?z=1&w=2" ...>...</a>
<a href="a b  c">...</a>
<a href="$X b $Y">...</a>
<!-- ... -->
<!-- note -->
<!DOCTYPE html>
<!DOCTYPE ...>
$X
...
hello
"hello"
href="$X"
$X="$Y"
</a>
<a href="$X" target="_blank" ...>Out</a>
<a href="$X" ...>Out</a>
<a href="$X" ...>out</a>
<a href="$X" ...>$X</a>
<a href="$X" class="$X">...</a>
<a href="$X" class="$X" ...>...</a>
<body ...>...<p>hello</p>...</body>
<body ...>...<br>...</body>
<body>...</body>
{{ $X }}
<p>{{ $X }}</p>
<p>{{ $X|safe }}</p>
<p>{{ text|safe }}</p>
<a href={{ $X }}>...</a>
<a href="{{ $X }}">...</a>
<a href="{{ link }}" ...>...</a>
<a href={{ link }}>...</a>
{% csrf_token %}
<form ...>...{% csrf_token %}...</form>
<form ...>{% csrf_token %}...</form>
<div ...>...</div>
<div $A>...</div>
<input ... value="$X" ...>
<input name="$N" ...>
<a href="x">y</a><p>...</p>
<li>a</li><li>b</li>
<li>$X</li><li>$Y</li>
<li>$X</li>...<li>$Y</li>
""".strip().split("\n")

# Rules without what every rule has.
RULES = [
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-regex': {'metavariable': '$X', 'regex': 'https?:'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-regex': {'metavariable': '$X', 'regex': '.*q'}}]},
    {'patterns': [{'pattern': '<$T ...>...</$T>'}, {'metavariable-regex': {'metavariable': '$T', 'regex': '^(a|script)$'}}]},
    {'patterns': [{'pattern': '<a href="$X">$Y</a>'}, {'metavariable-regex': {'metavariable': '$Y', 'regex': 'go'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'focus-metavariable': '$X'}]},
    {'patterns': [{'pattern': '<a href="$X">$Y</a>'}, {'focus-metavariable': '$Y'}]},
    {'patterns': [{'pattern': '<$T ...>...</$T>'}, {'focus-metavariable': '$T'}]},
    {'patterns': [{'pattern': '<div ...>$...B</div>'}, {'focus-metavariable': '$...B'}]},
    {'patterns': [{'pattern': '<script>$X</script>'}, {'focus-metavariable': '$X'}]},
    {'patterns': [{'pattern': '<script>$X</script>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'generic', 'pattern': 'eval(...)'}}]},
    {'patterns': [{'pattern': '<script>$X</script>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'regex', 'pattern-regex': 'eval'}}]},
    {'patterns': [{'pattern': '<script>$X</script>'}, {'metavariable-pattern': {'metavariable': '$X', 'pattern-regex': 'eval'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'generic', 'pattern': '{{ ... }}'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'regex', 'pattern-regex': 'q'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-pattern': {'metavariable': '$X', 'pattern-regex': 'q'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'generic', 'pattern': '$Z?a'}}]},
    {'patterns': [{'pattern': '<div ...>$...B</div>'}, {'metavariable-pattern': {'metavariable': '$...B', 'language': 'html', 'pattern': '<input ...>'}}]},
    {'patterns': [{'pattern': '<div ...>$...B</div>'}, {'metavariable-pattern': {'metavariable': '$...B', 'pattern': '<input ...>'}}]},
    {'patterns': [{'pattern': '<form ...>$...B</form>'}, {'metavariable-pattern': {'metavariable': '$...B', 'language': 'generic', 'pattern': 'csrf_token'}}]},
    {'patterns': [{'pattern': '<form ...>...</form>'}, {'pattern-not': '<form method="POST" ...>...</form>'}]},
    {'patterns': [{'pattern': '<form ...>...</form>'}, {'pattern-not': '<form>...<input ...>...</form>'}]},
    {'patterns': [{'pattern': '<form method="$X" ...>...</form>'}, {'metavariable-regex': {'metavariable': '$X', 'regex': '(?i)post'}}, {'pattern-not-regex': 'csrf_token'}]},
    {'patterns': [{'pattern': '<form method="$X" ...>...</form>'}, {'pattern-not-inside': '<form>...<p>...</p>...</form>'}]},
    {'patterns': [{'pattern': '<input ...>'}, {'pattern-inside': '<form method="POST" ...>...</form>'}]},
    {'patterns': [{'pattern': '<input ...>'}, {'pattern-not-inside': '<form method="POST" ...>...</form>'}]},
    {'patterns': [{'pattern-inside': '<form ...>...</form>'}, {'pattern-regex': 'name="(\\w+)"'}]},
    {'patterns': [{'pattern-regex': '<(?P<T>\\w+)'}, {'pattern-inside': '<form ...>...</form>'}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-comparison': {'comparison': 'str($X) == "x"'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-comparison': {'comparison': '$X == "x"'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-comparison': {'comparison': 're.match("h", $X)'}}]},
    {'patterns': [{'pattern': '<a href="$X">...</a>'}, {'metavariable-analysis': {'metavariable': '$X', 'analyzer': 'entropy'}}]},
    {'patterns': [{'pattern': '<p>$X</p>\n<a href="$Y">...</a>'}]},
    {'patterns': [{'pattern': '<p>$X</p>\n<p>$Y</p>'}]},
    {'patterns': [{'pattern': '<p>$X</p>\n...\n<p>$Y</p>'}]},
    {'patterns': [{'pattern': '<a href="x">y</a>\n<p>...</p>'}]},
    {'patterns': [{'pattern': '<a href="x">y</a>...<p>...</p>'}]},
    {'patterns': [{'pattern': '<a href="x">y</a>\n...\n<p>...</p>'}]},
    {'patterns': [{'pattern': '<img src="$X"><img src="$Y">'}]},
    {'patterns': [{'pattern': '<h1>T</h1><p>one</p>'}]},
    {'patterns': [{'pattern': '<section>...<p>two</p></section>'}]},
    {'patterns': [{'pattern': '<section><h1>$X</h1>...<p>two</p></section>'}]},
    {'patterns': [{'pattern': '<section><h1>$X</h1><p>two</p></section>'}]},
    {'patterns': [{'pattern': '<section>$...B<p>two</p></section>'}]},
    {'patterns': [{'pattern': '<section>$X<p>two</p></section>'}]},
    {'patterns': [{'pattern': '<p>$X</p> text'}]},
    {'patterns': [{'pattern': '<a href="$X">go {{ name }}</a>'}]},
    {'patterns': [{'pattern': '<a href="$X">go ...</a>'}]},
    {'patterns': [{'pattern': '<a ... href="{% ... %}">...</a>'}]},
    {'patterns': [{'pattern': '<a class="b c">...</a>'}]},
    {'patterns': [{'pattern': '<a class="c b">...</a>'}]},
    {'patterns': [{'pattern': '<form action=$X method=$Y>...</form>'}]},
    {'patterns': [{'pattern': '<form action=$X>...{% csrf_token %}...</form>'}]},
    {'patterns': [{'pattern': '<form action=$X>{% csrf_token %}</form>'}]},
    {'patterns': [{'pattern': '<button type="submit" onclick="$X" ...>$Y</button>'}, {'focus-metavariable': '$X'}]},
    {'patterns': [{'pattern': 'onclick="$X"'}, {'pattern-inside': '<form ...>...</form>'}]},
    {'patterns': [{'pattern': 'onclick="$X"'}, {'pattern-inside': '<form method="post" ...>...</form>'}]},
    {'patterns': [{'pattern': '$N="$X"'}, {'metavariable-regex': {'metavariable': '$N', 'regex': 'on.*'}}]},
    {'patterns': [{'pattern': '$N="$X"'}, {'focus-metavariable': '$N'}]},
    {'patterns': [{'pattern': '$N="$X"'}, {'focus-metavariable': '$X'}]},
    {'patterns': [{'pattern': '$N'}]},
    {'patterns': [{'pattern': 'disabled'}]},
    {'patterns': [{'pattern': 'href'}]},
    {'patterns': [{'pattern': '<a href="$X" ...>...</a>'}], 'fix': '<a href="$X" rel="noopener">'},
    {'patterns': [{'pattern-either': [{'pattern': '<img src="$X">'}, {'pattern': '<script src="$X"></script>'}]}]},
    {'patterns': [{'pattern': '<a href=$X>...</a>'}], 'options': {'xml_attrs_implicit_ellipsis': False}},
    {'patterns': [{'pattern': '<a>...</a>'}], 'options': {'xml_attrs_implicit_ellipsis': False}},
    {'patterns': [{'pattern': '<a href="$X" ...>...</a>'}], 'options': {'xml_attrs_implicit_ellipsis': False}},
    {'patterns': [{'pattern': '<a class="$Y" href="$X">...</a>'}], 'options': {'xml_attrs_implicit_ellipsis': False}},
    {'patterns': [{'pattern': '<section><p>one</p></section>'}], 'options': {'xml_children_ordered': False}},
    {'patterns': [{'pattern': '<section><p>two</p><h1>T</h1></section>'}], 'options': {'xml_children_ordered': False}},
    {'patterns': [{'pattern': '<section><p>one</p></section>'}]},
    {'patterns': [{'pattern': '<a href="$X"/>'}], 'options': {'xml_singleton_loose_matching': False}},
    {'patterns': [{'pattern': '<p/>'}], 'options': {'xml_singleton_loose_matching': False}},
    {'patterns': [{'pattern': '<p></p>'}], 'options': {'xml_singleton_loose_matching': False}},
    {'patterns': [{'pattern': '<p/>'}]},
    {'patterns': [{'pattern': '<$T class="top">...</$T>'}]},
    {'patterns': [{'pattern': '<$T>...</$U>'}]},
    {'patterns': [{'pattern': '<a href="/x...">...</a>'}]},
    {'patterns': [{'pattern': '<a href="/x?a={{ $X }}">...</a>'}]},
    {'patterns': [{'pattern': '<script src="http://...">...</script>'}]},
    {'patterns': [{'pattern': '<script src="=~/http:\\/\\//">...</script>'}]},
    {'patterns': [{'pattern': '<script src=$X>...</script>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'html', 'pattern': 'http'}}]},
    {'patterns': [{'pattern': '<script>$X</script>'}, {'metavariable-pattern': {'metavariable': '$X', 'language': 'python', 'pattern': 'eval(...)'}}]},
    {'patterns': [{'pattern': '<div>\n  ...\n  <form ...>...</form>\n  ...\n</div>'}]},
    {'patterns': [{'pattern': '<div>\n  ...\n  <a href="$X">...</a>\n  ...\n  <form ...>...</form>\n  ...\n</div>'}]},
    {'patterns': [{'pattern': '<div>... <a href="$X">...</a> <a href="$Y">...</a> ...</div>'}]},
    {'patterns': [{'pattern': '<div><a href="$X">...</a></div>'}]},
]

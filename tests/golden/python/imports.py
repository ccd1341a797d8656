#!/usr/bin/env python3
"""Every form of import."""
from __future__ import annotations

import os, sys as system
import os.path
import xml.dom.minidom as dom
from collections import (OrderedDict as Ordered,
    deque)
from . import sibling
from .near import thing
from ..far.away import one as first, two
from package import *

if system:
    try:
        from fast import loads
    except ImportError:
        loads = None


def late():
    import json
    return json.dumps(Ordered())

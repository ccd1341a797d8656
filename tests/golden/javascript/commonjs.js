#!/usr/bin/env node
'use strict';
const fs = require('fs'), { join, resolve: full } = require('./path');
const parse = require('url').parse;
require('./side');

/**
 * An old-style class.
 */
function Foo(options) {
  if (!(this instanceof Foo)) return new Foo(options);
  this.options = options;
  this.close = function () { fs.close(options); };
}

/** Reads it. */
Foo.prototype.read = function read(path) { return path ? fs.read(join(path)) : null; };
Foo.prototype.alias = Foo.prototype.read;
Foo.prototype.limit = 10;
Foo.of = (options) => new Foo(options);

function Bar() {}
Bar.prototype = {
  constructor: Bar,
  run: function () { return helper(); },
  get size() { return 1; },
};

function helper() { return lazy('x'); }
function hidden() {}
var lazy = function (name) { return require(name) || require('./lazy'); };

exports.Foo = Foo;
exports.util = function (x) { return parse(x); };
exports.LIMIT = 10;
exports.later = void 0;
module.exports = { Bar, help: helper, inline() {}, arrow: (x) => x };

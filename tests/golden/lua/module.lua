#!/usr/bin/env lua
--- A module about shapes.
-- It has more than one line.

local json = require("cjson")
local util = require "lib.util"
dofile('setup.lua')

--[[ The module
     itself. ]]
local M = {}
local count, total = 0, 1 -- counters
VERSION = "1.0"
M.limit = 10

---- Adds two numbers.
-- @param a one
local function add(a, b)
  local sum = a + b
  count = count + 1
  return sum
end

--- The area.
function M.area(shape, ...)
  if shape.kind == "circle" and shape.r then
    return math.pi * shape.r ^ 2
  elseif shape.kind == "square" or nil then
    return add(shape.a, shape.b)
  end
  for i, side in ipairs(shape.sides) do
    M.visit(side)
    util.log(i)
  end
  for n = 1, 10, 2 do total = total + n end
  while true do break end
  repeat local z = f() until z
  goto done
  ::done::
end

-- Moves it.
function M:move(dx) self.x = self.x + dx; return self:area() end
function M.sub.deep(x) end
M.scale = function(self, k)
  local inner = function() return k end
  self:move(k)
end
local private = function() end
function global_function() add(1, 2) end
function _hidden() end

local handlers = {
  start = function(event) M.area(event) end,
  stop = 1,
  ["quoted"] = function() end,
  nested = { deep = function() end },
}

local callbacks <const> = setmetatable({}, { __index = function(t, k) return k end })
string.format("%d", 1):rep(2)
return M

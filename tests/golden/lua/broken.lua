function f(
local x = {
  a = function( end
--[[ never closed
end

class Half
  def good
    call(1)
  end
  def missing(
    other(
  end
  def after; "unclosed; end
  attr_reader :x
end
module
def tail(x

#!/usr/bin/env ruby
class Worker
  def branches(x, list)
    if x then one elsif list.any? then two else three end
    unless x
      four
    end
    while x do step end
    until done? do step end
    for i in 1..3 do visit(i) end
    case x
    when 1, 2 then low
    when String, nil then text(x)
    else other
    end
    case list
    in [Integer => first, *others] if first > 1
      use(first, others)
    in { name: String => name, age: }
      use(name)
    in Point(x:, y:) | nil
      nil
    end
    begin
      risky
    rescue IOError, Errno::ENOENT => error
      log(error.message)
      retry
    ensure
      close
    end
    value = x ? 1 : 2
    leave if value > 1 and not x
    stay unless x || list && value
    again while value < 3
    safe rescue nil
    value ||= fallback
    @count += 1
    value
  end

  def calls(obj, &block)
    a, (b, *c) = obj.pair
    obj.first.second(1).third { |item, (k, v); temp| temp = item + k; keep(temp, v) }
    obj&.maybe
    self.count = 3
    Shapes::Shape.new("x", color: 1).save!
    Shapes::Deep.helper 1, 2
    Shapes::LIMIT
    ::Kernel.exit(1)
    yield a, b
    handler = ->(z) { z * b }
    handler.(1)
    other = lambda do |q|
      q + c.size
    end
    list = %w[a b].map(&:to_s)
    send(:private_one, *list, **obj)
    block.call
    puts <<~TEXT
      Dear #{obj.name},
    TEXT
    raise ArgumentError, "bad #{a}" unless other
    `ls #{b}`
    /re #{c}/ =~ a
    { key: a, "s" => b, c: }
    super
  end
end

describe Worker do
  let(:worker) { Worker.new }

  it "works" do
    result = worker.calls(nil)
    expect(result).to eq(1)
  end

  def helper_of_spec(x) = x
end

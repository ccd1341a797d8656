# frozen_string_literal: true

# Shapes and how they are kept.

require "set"
require_relative "support/tools"
autoload :Extra, "shapes/extra"

# Everything about shapes.
module Shapes
  VERSION = "1.0"
  LIMIT, DEPTH = 10, 3
  @@registry = {}
  $verbose = false

  # A shape.
  #
  # @param name [String] how it is called
  class Shape < Base::Thing
    include Comparable, Support::Naming
    extend Forwardable
    prepend Logging

    # Its name.
    attr_reader :name, "label"
    attr_accessor :size
    private attr_writer :secret

    Point = Struct.new(:x, :y, keyword_init: true) do
      # From the origin.
      def distance
        Math.sqrt(x**2 + y**2)
      end
    end
    Error = Class.new(StandardError)
    Pair = Data.define(:left, :right)

    # Makes one.
    def initialize(name, size = 1, *rest, color:, weight: 2, **options, &block)
      super(name)
      @name = name
      @size = Size.new(size)
      @first, @second = rest
      block.call(self) if block_given?
    end

    # Makes two.
    def self.pair(name) = [new(name), new(name)]
    def Shape.named(name) = find(name)

    class << self
      def registry; @registry ||= {}; end

      private

      def hidden_singleton; end
    end

    def ==(other)
      other.is_a?(Shape) && name == other.name
    end

    def [](index) = @rest[index]
    def name=(value)
      @name = value
    end
    def empty?; size.zero?; end
    def save!(validate = true) = store.save(self, validate)
    def -@ = Shape.new("-#{name}")

    alias to_str name
    alias_method :same?, :==
    define_method(:area) { |scale = 1| scale * compute(:area) }
    def_delegators :@rest, :each

    private

    def secret; @secret end

    # Now visible.
    public

    def open; end

    protected def guarded(x) = x

    private def shut; end
    private_class_method :pair
  end

  class A::B < Struct.new(:a, :b)
    def sum = a + b
  end

  module Deep
    module_function

    def helper(x) = x
  end

  module Naming
    def self.included(base)
      base.extend(ClassMethods)
    end

    module ClassMethods
      def naming(value) = @naming = value
    end
  end
end

=begin
Says hello.
=end
def greet(name)
  puts "Hello #{name.capitalize}"
end

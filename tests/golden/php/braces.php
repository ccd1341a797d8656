<?php
namespace First {
    class One { }
    function run() { return new One(); }
}
namespace Second {
    use First\One;
    class Two extends One { }
}

<?php
class Half {
    public function good() { call(1); }
    public function missing( { return 2; }
    public function after($x) { other("unclosed); }
    private $last = 3;
}
function tail() { $x = ; tail2(

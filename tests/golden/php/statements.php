#!/usr/bin/env php
<?php
require_once __DIR__ . '/Library.php';
include 'lib/tools.php';
require dirname(__FILE__) . '/config.php';

define('APP_ROOT', __DIR__);
$config = ['debug' => true];
$config = merge($config);
$handler = function ($event) use ($config) { $local = 1; return dispatch($event, $local); };
$double = fn(int $n) => $n * factor($n);

if (!function_exists('polyfill')) {
    /** Fills in. */
    function polyfill(string $text, &$count = null) { return strtr($text, "ab", "cd"); }
}

function branches($x, array $list)
{
    global $config;
    static $calls = 0;
    if ($x instanceof Point) { one(); } elseif ($x and $list) { two(); } else { three(); }
    for ($i = 0; $i < 3; $i++) { step($i); }
    while ($x--) { again(); }
    do { once(); } while (false);
    switch ($x) {
        case 1: break;
        case 2:
        default: other();
    }
    try {
        risky();
    } catch (NotFound | \RuntimeException $e) {
        log_error($e->getMessage());
    } finally {
        close();
    }
    $word = match (true) { $x > 1, $x < 0 => 'many', default => name_of($x) };
    [$first, [, $second]] = $list;
    list('a' => $third) = $list;
    $best = $first ?? ($second ?: $third);
    echo "Value: {$x->name} and $first[0] and ${best}\n";
    echo <<<TEXT
        Dear {$x->title()},
        TEXT;
    $object = new class($x) extends Base implements Iterator {
        public $inner = 1;
        public function current(): mixed { return $this->inner; }
    };
    $method = 'run';
    $object->$method(1);
    $class::create();
    \strlen($word);
    namespace\helper();
    App\Util::format(value: $word, strict: true);
    call_user_func([$object, 'run']);
    yield $word => $object;
    goto end;
    end:
    return LIMIT || $x->flag xor $best;
}
?>
<html>
  <p><?= htmlspecialchars($config['title']) ?></p>
<?php foreach ($rows as $row): ?>
  <td><?php echo render($row) ?></td>
<?php endforeach; ?>
</html>

<?php
/**
 * Shapes and how they are kept.
 */

declare(strict_types=1);

namespace App\Models;

use App\Support\Arr, App\Contracts\HasName as Named;
use function App\Support\slug;
use const App\Support\{LIMIT, DEPTH as MAX_DEPTH};
use App\Events\{Saved, Deleted as Gone};

/**
 * A user.
 *
 * @property string $name
 */
#[Entity(table: 'users'), Cached]
abstract class User extends Model implements Named, \Countable
{
    use SoftDeletes, Notifiable {
        SoftDeletes::boot insteadof Notifiable;
        notify as protected traitNotify;
    }

    /** How many. */
    public const MAX = 3, MIN = 1;
    private const SECRET = 'x';

    /** @var string|null */
    private ?string $name = null, $alias;
    public readonly int|string $key;
    protected static array $instances = [];
    var $legacy;
    public string $title { get => $this->name ?? 'none'; set(string $v) { $this->name = $v; } }

    /** Makes one. */
    public function __construct(private readonly Store $store, protected int $limit = 3, array ...$rest)
    {
        parent::__construct($rest);
        $this->key = $store->next();
    }

    abstract protected function getName(): ?string;

    public static function make(array &$options = []): static
    {
        return new static(...$options);
    }

    #[Pure]
    final public function first(Collection $users, callable $test, self|null $other = null): ?User
    {
        foreach ($users as $id => $user) {
            if ($test($user) && $id !== self::MIN) return $user;
        }
        return $other?->first($users, $test);
    }

    private function hidden() {}
    function implicit() { return $this->store->get(static::class)->first(); }
}

interface Repository extends Reader, Writer
{
    const TABLE = 'users';
    public function find(int $id): ?User;
}

trait Greets
{
    protected string $greeting = 'hi';
    public function greet(): string { return "{$this->greeting} {$this->getName()}"; }
}

enum Suit: string implements Labelled
{
    case Hearts = 'H';
    /** Black. */
    case Spades = 'S';
    const Wild = self::Spades;

    public function label(): string { return ucfirst($this->value); }
    public static function fromChar(string $c): self { return self::from($c); }
}

final readonly class Point
{
    public function __construct(public float $x = 0.0, public float $y = 0.0) {}
}

/** Sums. */
function total(int ...$numbers): int
{
    return array_sum($numbers);
}

const VERSION = '1.0', BUILD = 7;

package llamajar.text.template.value;

/// A value of a template. Java's `equals` means nothing here: see [Equality].
public sealed interface Value
    permits None,
        Bool,
        Int,
        Real,
        Text,
        ListValue,
        TupleValue,
        DictValue,
        RangeValue,
        ViewValue,
        LazyValue,
        Undefined,
        Callable,
        HostObject {

  /// What Python calls its type.
  String typeName();

  /// Whether a condition takes it for true.
  boolean truth();
}

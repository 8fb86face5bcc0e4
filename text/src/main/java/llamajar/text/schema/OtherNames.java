package llamajar.text.schema;

import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import llamajar.text.grammar.CharacterSet;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.GrammarBuilder;

/// Names of properties other than some given ones, in the spelling that writers usually give them:
/// with others, a given name could be spelled in a second way.
final class OtherNames {
  private static final int LONGEST = 500;

  private final Rule any;
  private final GrammarBuilder builder;

  OtherNames(GrammarBuilder builder) {
    this.builder = builder;
    Expression character = JsonSyntax.escaped(new Characters(CharacterSet.ALL));
    any = builder.rule("rest of a name", atLeast(0, character));
  }

  /// A place in the tree of the given names.
  private static final class Node {
    private final Map<Integer, Node> children = new TreeMap<>();
    private boolean isName;
  }

  /// The names as they stand between quotation marks.
  Expression than(Set<String> names, Keywords schema) {
    Node root = new Node();
    for (String name : names) {
      if (name.length() > LONGEST) {
        throw schema.problem(
            "properties", "a name of more than %d characters is too long".formatted(LONGEST));
      }
      Node node = root;
      for (int point : name.codePoints().toArray()) {
        node = node.children.computeIfAbsent(point, key -> new Node());
      }
      node.isName = true;
    }
    return rule(root);
  }

  private Rule rule(Node node) {
    List<Expression> ways = new ArrayList<>();
    if (!node.isName) {
      ways.add(Expression.EMPTY);
    }
    CharacterSet others = CharacterSet.ALL;
    for (Map.Entry<Integer, Node> child : node.children.entrySet()) {
      CharacterSet one = CharacterSet.range(child.getKey(), child.getKey());
      others = others.and(one.not());
      ways.add(sequence(JsonSyntax.escaped(new Characters(one)), rule(child.getValue())));
    }
    ways.add(sequence(JsonSyntax.escaped(new Characters(others)), any));
    return builder.rule("other name", choice(ways));
  }
}

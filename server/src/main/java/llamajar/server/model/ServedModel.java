package llamajar.server.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.scheduler.Answer;
import llamajar.engine.scheduler.BusyException;
import llamajar.engine.scheduler.GenerationRequest;
import llamajar.engine.scheduler.Scheduler;
import llamajar.server.http.ApiException;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarException;
import llamajar.text.grammar.TokenConstraint;
import llamajar.text.tokenizer.Tokenizer;
import tools.jackson.databind.JsonNode;

/// A model that is being served. Thread-safe.
public final class ServedModel {
  private static final int RETRY_SECONDS = 2;

  private final String name;
  private final Scheduler scheduler;
  private final Tokenizer tokenizer;
  private final SamplerSettings sampling;
  private final Constraints constraints;

  /// @param name by which clients know it
  /// @param scheduler answers
  /// @param tokenizer of the model
  /// @param sampling what holds where a request says nothing
  public ServedModel(
      String name, Scheduler scheduler, Tokenizer tokenizer, SamplerSettings sampling) {
    this.name = name;
    this.scheduler = scheduler;
    this.tokenizer = tokenizer;
    this.sampling = sampling;
    constraints = new Constraints(scheduler.model());
  }

  /// By which clients know it.
  public String name() {
    return name;
  }

  /// What answers.
  public Scheduler scheduler() {
    return scheduler;
  }

  /// The model's.
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// What holds where a request says nothing.
  public SamplerSettings sampling() {
    return sampling;
  }

  /// Begins to answer.
  ///
  /// @throws ApiException if the request is refused
  public Answer submit(GenerationRequest request) throws ApiException {
    try {
      return scheduler.submit(request);
    } catch (BusyException e) {
      throw ApiException.busy(String.valueOf(e.getMessage()), RETRY_SECONDS);
    } catch (IllegalArgumentException | IOException e) {
      throw ApiException.of(400, String.valueOf(e.getMessage()));
    }
  }

  /// Holds answers to a grammar.
  ///
  /// @param field what holds the grammar in the request
  /// @param source what tells the grammar from others
  /// @param spelled whether control tokens count with their names
  /// @param grammar reads it
  /// @throws ApiException if it can't be used; the message says why
  public TokenConstraint constraint(
      String field, String source, boolean spelled, Supplier<Grammar> grammar) throws ApiException {
    try {
      return constraints.of(source, spelled, grammar);
    } catch (GrammarException | IOException e) {
      throw ApiException.badField(field, "'%s': %s".formatted(field, e.getMessage()));
    }
  }

  /// The tokens of a text that begins a context.
  ///
  /// @param field what it is called in the request
  /// @throws ApiException if there is none
  public int[] prompt(String text, String field) throws ApiException {
    int[] tokens = tokenizer.encode(text, true, true);
    if (tokens.length == 0) {
      throw ApiException.badField(
          field,
          "'%s' is empty, and this model has no token to begin a text with".formatted(field));
    }
    return tokens;
  }

  /// The prompts that a field holds: a text, tokens, or an array of such.
  ///
  /// @throws ApiException if it is something else, or empty
  public List<int[]> prompts(JsonNode node, String field) throws ApiException {
    List<int[]> prompts = new ArrayList<>();
    if (node.isString()) {
      prompts.add(prompt(node.stringValue(), field));
    } else if (TokenLists.isTokens(node)) {
      prompts.add(TokenLists.tokens(node));
    } else if (node.isArray()) {
      for (JsonNode element : node.values()) {
        prompts.add(onePrompt(element, field));
      }
    }
    if (prompts.isEmpty()) {
      throw ApiException.badField(
          field,
          "'%s' must be a string, an array of tokens, or an array of these".formatted(field));
    }
    return prompts;
  }

  private int[] onePrompt(JsonNode node, String field) throws ApiException {
    if (node.isString()) {
      return prompt(node.stringValue(), field);
    }
    if (TokenLists.isTokens(node)) {
      return TokenLists.tokens(node);
    }
    throw ApiException.badField(
        field, "'%s' must be a string, an array of tokens, or an array of these".formatted(field));
  }
}

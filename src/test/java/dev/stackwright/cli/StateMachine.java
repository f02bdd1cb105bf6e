package dev.stackwright.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A state machine that Terraform deploys, read from its template, and what can be told of it without running it. */
final class StateMachine {

    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\$[.\\w]+)");
    private static final List<String> TRANSITIONS = List.of("Next", "Default");

    private StateMachine() {}

    /** The definition of a module with {@code ${busy}} as an empty list and every other value as 1. */
    static ObjectNode read(String module) throws IOException {
        String template = Files.readString(Path.of("terraform/modules", module, "state-machine.asl.json.tftpl"));
        String definition = template.replace("${busy}", "[]").replaceAll("\\$\\{[a-z_.]+}", "1");
        return (ObjectNode) Json.mapper().readTree(definition);
    }

    /** What is wrong: transitions to nowhere, states that nothing leads to, tasks that may hang or fail uncaught. */
    static List<String> faults(JsonNode machine) {
        List<String> faults = new ArrayList<>();
        JsonNode states = machine.path("States");
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(machine.path("StartAt").asText()));
        while (!next.isEmpty()) {
            String name = next.pop();
            if (!states.has(name)) {
                faults.add("nothing is called " + name);
            } else if (seen.add(name)) {
                next.addAll(targets(states.get(name)));
            }
        }
        states.fieldNames().forEachRemaining(name -> {
            if (!seen.contains(name)) {
                faults.add("nothing leads to " + name);
            }
        });
        for (JsonNode state : states) {
            String type = state.path("Type").asText();
            if (type.equals("Task") && !state.has("TimeoutSeconds")) {
                faults.add(
                        "a task without a time-out: " + state.path("Parameters").path("JobName.$"));
            }
            if ((type.equals("Task") || type.equals("Map")) && !catchesAll(state)) {
                faults.add("a failure that nobody catches: " + state);
            }
            if (type.equals("Map")) {
                faults.addAll(faults(state.path("ItemProcessor")));
            }
        }
        return faults;
    }

    /** The command of every job, with {@code $.run} and its like for what a run fills in. */
    static List<List<String>> commands(JsonNode machine) {
        return machine.findValues("Command.$").stream()
                .map(command -> ARGUMENT.matcher(command.asText())
                        .results()
                        .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                        .toList())
                .toList();
    }

    private static List<String> targets(JsonNode state) {
        return Stream.concat(Stream.of(state), Stream.of("Choices", "Catch").flatMap(list -> all(state.path(list))))
                .flatMap(from -> TRANSITIONS.stream()
                        .filter(from::has)
                        .map(key -> from.get(key).asText()))
                .toList();
    }

    private static boolean catchesAll(JsonNode state) {
        return all(state.path("Catch"))
                .flatMap(one -> all(one.path("ErrorEquals")))
                .anyMatch(error -> error.asText().equals("States.ALL"));
    }

    private static Stream<JsonNode> all(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}

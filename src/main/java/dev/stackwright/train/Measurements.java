package dev.stackwright.train;

import dev.stackwright.network.FeatureEngine.Computation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a piece of training took and what it ran on.
 *
 * @param seconds by stage
 * @param machine as {@link #machine} tells
 * @param remarks further facts for the report's environment
 */
public record Measurements(Map<String, Double> seconds, Map<String, String> machine, Map<String, String> remarks) {

    /** Nothing yet. */
    public static final Measurements NONE = new Measurements(Map.of(), Map.of(), Map.of());

    public Measurements {
        seconds = inOrder(seconds);
        machine = inOrder(machine);
        remarks = inOrder(remarks);
    }

    /** As {@link Map#copyOf}, which has no order: what people read should not change it from run to run. */
    private static <T> Map<String, T> inOrder(Map<String, T> given) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /**
     * What it runs on: figures depend on all of it.
     *
     * @param training the engine that trains, and where
     */
    public static Map<String, String> machine(Computation training) {
        boolean gpu = training.device().equals("gpu");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(training.engine(), training.version());
        facts.put("java", Runtime.version().toString());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("heapMiB", String.valueOf(Runtime.getRuntime().maxMemory() >> 20));
        facts.put("device", gpu ? "GPU" : "CPU");
        if (gpu) {
            facts.put("sameSeed", "the same figures but for rounding: a GPU adds up in no fixed order");
        }
        return facts;
    }

    /** Seconds of all pieces by stage, and their sum as {@code total}: work done side by side counts for each. */
    public static Map<String, Double> seconds(List<Measurements> pieces) {
        Map<String, Double> sum = new LinkedHashMap<>();
        pieces.forEach(piece -> piece.seconds.forEach((stage, seconds) -> sum.merge(stage, seconds, Double::sum)));
        double total = sum.values().stream().mapToDouble(Double::doubleValue).sum();
        sum.put("total", total);
        sum.replaceAll((stage, seconds) -> Math.round(seconds * 1000) / 1000.0);
        return sum;
    }

    /** The facts of the last piece, what others had different, and every remark. */
    public static Map<String, String> environment(Map<String, Measurements> pieces) {
        List<Measurements> all = new ArrayList<>(pieces.values());
        Map<String, String> last = all.get(all.size() - 1).machine();
        Map<String, String> facts = new LinkedHashMap<>(last);
        pieces.forEach((name, piece) -> {
            piece.machine.forEach((fact, value) -> {
                if (!value.equals(last.get(fact))) {
                    facts.put(fact + " of " + name, value);
                }
            });
            facts.putAll(piece.remarks);
        });
        return facts;
    }

    /** Seconds by stage, in the order of the stages; a stage that comes again adds up. For one thread. */
    public static final class Stopwatch {

        private final Clock clock;
        private final Map<String, Duration> stages = new LinkedHashMap<>();

        public Stopwatch(Clock clock) {
            this.clock = clock;
        }

        public <T> T time(String stage, Supplier<T> work) {
            Instant begin = clock.instant();
            T made = work.get();
            stages.merge(stage, Duration.between(begin, clock.instant()), Duration::plus);
            return made;
        }

        /** To the millisecond; begins anew. */
        public Map<String, Double> drain() {
            Map<String, Double> seconds = new LinkedHashMap<>();
            stages.forEach((stage, duration) -> seconds.put(stage, duration.toMillis() / 1000.0));
            stages.clear();
            return seconds;
        }
    }
}

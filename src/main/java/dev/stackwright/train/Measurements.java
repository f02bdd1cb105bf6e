package dev.stackwright.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a piece of training took and what it ran on.
 *
 * @param seconds by stage
 * @param machine as {@link Machine#describe} tells
 * @param remarks further facts for the report's environment
 */
public record Measurements(Map<String, Double> seconds, Map<String, String> machine, Map<String, String> remarks) {

    /** Nothing yet. */
    public static final Measurements NONE = new Measurements(Map.of(), Map.of(), Map.of());

    public Measurements {
        seconds = Map.copyOf(seconds);
        machine = Map.copyOf(machine);
        remarks = Map.copyOf(remarks);
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
}

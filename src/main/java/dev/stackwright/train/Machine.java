package dev.stackwright.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** What it ran on, for the report. */
public final class Machine {

    private Machine() {}

    /**
     * Asked once a run.
     *
     * @param gpu whether TensorFlow found one
     */
    public static Map<String, String> describe(boolean gpu) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("heapMiB", String.valueOf(Runtime.getRuntime().maxMemory() >> 20));
        facts.put("device", gpu ? "GPU" : "CPU");
        return facts;
    }
}

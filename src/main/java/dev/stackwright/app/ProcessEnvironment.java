package dev.stackwright.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What the program takes from its surroundings: clock, randomness, environment.
 *
 * @param random thread-safe
 * @param process names this process among all that share a store
 */
public record ProcessEnvironment(
        Clock clock, RandomGenerator random, Map<String, String> environment, Path home, String process) {

    public ProcessEnvironment {
        environment = Map.copyOf(environment);
    }

    /** Those of the running process. */
    public static ProcessEnvironment ofThisProcess() {
        RandomGenerator random = new SecureRandom();
        String process = String.format(
                Locale.ROOT,
                "%s-%d-%08x",
                hostName(System.getenv()),
                ProcessHandle.current().pid(),
                random.nextInt());
        return new ProcessEnvironment(
                Clock.systemUTC(), random, System.getenv(), Path.of(System.getProperty("user.home", "")), process);
    }

    private static String hostName(Map<String, String> environment) {
        return environment.getOrDefault("HOSTNAME", "process");
    }
}

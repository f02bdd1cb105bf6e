package dev.stackwright.common;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Test classes as processes of their own. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * The class with the class path of this process, not yet started. Such a process is over before the best compiler and the
     * best collector pay.
     *
     * @param options for the JVM
     */
    public static ProcessBuilder of(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djdk.net.hosts.file=" + System.getProperty("jdk.net.hosts.file", "")));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}

package dev.stackwright.nativeimage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Configuration files for native-image: written, and read back as native-image would find them. */
record NativeConfiguration(Set<String> reflection, Set<String> jni, List<String> resources, String arguments) {

    /** Where native-image looks for the files of this product. */
    static final Path OURS = Path.of("src/main/resources/META-INF/native-image/dev.stackwright/stackwright");

    /** That of this product's own files. */
    static NativeConfiguration own() throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(OURS)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return of(files);
    }

    /** That of everything in a sources-only build: the application, what Quarkus generated, and every library. */
    static NativeConfiguration ofSources(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> jars = Files.walk(folder)) {
            for (Path jar : jars.filter(f -> f.toString().endsWith(".jar")).toList()) {
                try (JarFile open = new JarFile(jar.toFile())) {
                    for (JarEntry entry : open.stream()
                            .filter(e -> e.getName().startsWith("META-INF/native-image/") && !e.isDirectory())
                            .toList()) {
                        try (InputStream in = open.getInputStream(entry)) {
                            files.put(jar.getFileName() + "!" + entry.getName(), in.readAllBytes());
                        }
                    }
                }
            }
        }
        return of(files);
    }

    private static NativeConfiguration of(SortedMap<String, byte[]> files) throws IOException {
        Set<String> reflection = new TreeSet<>();
        Set<String> jni = new TreeSet<>();
        List<String> resources = new ArrayList<>();
        StringBuilder arguments = new StringBuilder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            if (name.endsWith("reflect-config.json")) {
                names(file.getValue(), reflection);
            } else if (name.endsWith("jni-config.json")) {
                names(file.getValue(), jni);
            } else if (name.endsWith("resource-config.json")) {
                Json.mapper()
                        .readTree(file.getValue())
                        .at("/resources/includes")
                        .forEach(
                                pattern -> resources.add(pattern.path("pattern").asText()));
            } else if (name.endsWith("native-image.properties")) {
                arguments.append(new String(file.getValue(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return new NativeConfiguration(reflection, jni, resources, arguments.toString());
    }

    private static void names(byte[] json, Set<String> into) throws IOException {
        for (JsonNode entry : Json.mapper().readTree(json)) {
            into.add(entry.path("name").asText());
        }
    }

    /** A file that registers each type whole: native-image knows no patterns for types. */
    static byte[] document(Set<String> types) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (String type : types) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", type);
            entry.put("allDeclaredConstructors", true);
            entry.put("allDeclaredMethods", true);
            entry.put("allDeclaredFields", true);
            entry.put("allDeclaredClasses", true);
            entries.add(entry);
        }
        return Json.bytes(entries);
    }
}

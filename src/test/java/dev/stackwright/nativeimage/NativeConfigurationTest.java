package dev.stackwright.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.tensorflow.types.TFloat32;

/**
 * The configuration of the native executable against what the classes and the native library ask for. With {@code
 * -Dstackwright.test.native-sources=FOLDER} it is read from the outcome of a sources-only build, else from this
 * product's own files; with {@code -Dstackwright.test.native-write=true} those are written anew first.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeConfigurationTest {

    private static final String WRITE = "a new type? mvn -q -Dquick test -Dtest=NativeConfigurationTest"
            + " -Dstackwright.test.native-write=true, and commit";

    private static final JavaClasses CLASSES = imported("dev.stackwright");

    private static SortedSet<String> json;
    private static SortedSet<String> tensorFlow;
    private static SortedSet<String> fromNative;
    private static NativeConfiguration configured;

    @BeforeAll
    static void read() throws IOException {
        JavaClasses libraries = imported(
                "org.tensorflow.internal.c_api",
                "org.tensorflow.internal.types",
                "org.tensorflow.types",
                "org.bytedeco.javacpp");
        json = JsonTypes.all(CLASSES);
        tensorFlow = TensorFlowTypes.reflected(CLASSES, libraries);
        fromNative = TensorFlowTypes.fromNative();
        if (Boolean.getBoolean("stackwright.test.native-write")) {
            SortedSet<String> reflected = new TreeSet<>(json);
            reflected.addAll(tensorFlow);
            Files.write(
                    NativeConfiguration.OURS.resolve("reflect-config.json"), NativeConfiguration.document(reflected));
            Files.write(NativeConfiguration.OURS.resolve("jni-config.json"), NativeConfiguration.document(fromNative));
        }
        String sources = System.getProperty("stackwright.test.native-sources", "");
        configured = sources.isEmpty() ? NativeConfiguration.own() : NativeConfiguration.ofSources(Path.of(sources));
    }

    @Test
    void everyRequestReplyEventAndDocumentIsRegistered() {
        assertThat(configured.reflection()).as(WRITE).containsAll(json);
    }

    @Test
    void theSearchForTypesFindsThoseOfRequestsRepliesAndDocuments() {
        assertThat(JsonTypes.endpoints(CLASSES))
                .contains("dev.stackwright.server.Functions$TrainReply", ClassifyReply.class.getName());
        assertThat(JsonTypes.documents(CLASSES))
                .contains(Manifest.class.getName(), TrainRequest.class.getName(), ClassifyRequest.class.getName())
                .hasSizeGreaterThan(5);
        assertThat(json)
                .containsAll(JsonTypes.endpoints(CLASSES))
                .containsAll(JsonTypes.documents(CLASSES))
                .contains("dev.stackwright.ensemble.Manifest$FileEntry", "dev.stackwright.ensemble.EnsembleName")
                .contains(
                        "dev.stackwright.train.report.Report",
                        "dev.stackwright.train.TrainedMember$TrainingHistory$Epoch")
                .contains("dev.stackwright.run.ProgressDocument", "dev.stackwright.server.Problem");
    }

    @Test
    void everyClassThatTensorFlowOrJavaCppFindsByReflectionIsRegistered() {
        assertThat(tensorFlow)
                .contains(Loader.class.getName(), TFloat32.class.getName(), "org.tensorflow.proto.ConfigProto")
                .hasSizeGreaterThan(100);
        assertThat(configured.reflection()).as(WRITE).containsAll(tensorFlow);
    }

    @Test
    void everyClassThatTheNativeLibraryNamesIsRegisteredForJni() {
        assertThat(fromNative)
                .contains("org.bytedeco.javacpp.Pointer", "org.tensorflow.internal.c_api.TF_Session")
                .hasSizeGreaterThan(80);
        assertThat(configured.jni()).as(WRITE).containsAll(fromNative);
    }

    @Test
    void everyResourceThatIsReadIsIncluded() throws IOException {
        List<String> wanted = Stream.of(
                        "org/bytedeco/javacpp/properties/" + Loader.getPlatform() + ".properties",
                        "org/tensorflow/internal/c_api/" + Loader.getPlatform() + "/libtensorflow_cc.so.2",
                        "org/tensorflow/internal/c_api/" + Loader.getPlatform() + "/libtensorflow_framework.so.2",
                        "org/tensorflow/internal/c_api/" + Loader.getPlatform() + "/libjnitensorflow.so",
                        "dev/stackwright/tensorflow/tensorflow-build.properties")
                .toList();
        assertThat(wanted)
                .allSatisfy(path -> assertThat(configured.resources())
                        .as(path)
                        .anyMatch(pattern -> Pattern.matches(pattern.replaceAll("\\\\[QE]", ""), path)));
        assertThat(wanted)
                .allSatisfy(path -> assertThat(Loader.class.getClassLoader().getResource(path))
                        .as(path)
                        .isNotNull());
    }

    @Test
    void whatCallsTheNativeLibraryIsInitialisedAtRunTime() {
        assertThat(configured.arguments()).contains("--initialize-at-run-time=");
        String packages = configured.arguments();
        CLASSES.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream().anyMatch(d -> {
                    String name = d.getTargetClass().getPackageName();
                    return Stream.of("org.tensorflow", "org.bytedeco", "ai.onnxruntime")
                            .anyMatch(name::startsWith);
                }))
                .forEach(type -> assertThat(packages)
                        .as(type.getName())
                        .containsPattern("[=,]" + Pattern.quote(room(type.getPackageName())) + "[,\\s\\\\]"));
        assertThat(packages).contains("org.tensorflow", "org.bytedeco.javacpp", "ai.onnxruntime");
    }

    /** These alone: what they use is known by name, which is all that is asked here, and much quicker. */
    private static JavaClasses imported(String... packages) {
        ArchConfiguration settings = ArchConfiguration.get();
        boolean before = settings.resolveMissingDependenciesFromClassPath();
        settings.setResolveMissingDependenciesFromClassPath(false);
        try {
            return new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(packages);
        } finally {
            settings.setResolveMissingDependenciesFromClassPath(before);
        }
    }

    /** dev.stackwright.x of a package in the room x. */
    private static String room(String name) {
        String[] parts = name.split("\\.", -1);
        return parts[0] + "." + parts[1] + "." + parts[2];
    }
}

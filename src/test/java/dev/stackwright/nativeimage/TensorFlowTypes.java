package dev.stackwright.nativeimage;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * The classes of TensorFlow and JavaCPP that are looked for by name or by reflection: by Java ({@code Loader} and its
 * presets, the registry of tensor types, protobuf's accessors) and by the native library itself.
 */
final class TensorFlowTypes {

    /** A class name as JNI has it, in the library's read-only data. */
    private static final Pattern JNI_NAME =
            Pattern.compile("\\x00((?:org/tensorflow|org/bytedeco|java)/[A-Za-z0-9_/$]+)(?=\\x00)");

    private TensorFlowTypes() {}

    /** Found by reflection from Java. */
    static NavigableSet<String> reflected(JavaClasses classes, JavaClasses libraries) {
        NavigableSet<String> names = libraries.stream()
                .filter(TensorFlowTypes::isReflected)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getName())
                .filter(name -> name.startsWith("org.tensorflow.proto."))
                .forEach(names::add);
        return names;
    }

    private static boolean isReflected(JavaClass type) {
        return type.getPackageName().startsWith("org.tensorflow.internal.c_api")
                || type.getPackageName().startsWith("org.tensorflow.types")
                || (type.getPackageName().equals("org.tensorflow.internal.types")
                        && type.getSimpleName().endsWith("Mapper"))
                || (type.getPackageName().equals("org.bytedeco.javacpp")
                        && (type.isAssignableTo(Pointer.class)
                                || type.isAssignableTo("org.bytedeco.javacpp.tools.InfoMapper")
                                || type.getName().startsWith(Loader.class.getName())));
    }

    /** Found by name from the native library, read from its own data. */
    static NavigableSet<String> fromNative() throws IOException {
        String library = "/org/tensorflow/internal/c_api/" + Loader.getPlatform() + "/libjnitensorflow.so";
        try (InputStream in = tensorflow.class.getResourceAsStream(library)) {
            if (in == null) {
                throw new IOException("expected " + library + " on the class path, found none");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            NavigableSet<String> names = new TreeSet<>();
            for (Matcher found = JNI_NAME.matcher(text); found.find(); ) {
                String name = found.group(1).replace('/', '.');
                if (exists(name)) {
                    names.add(name);
                }
            }
            return names;
        }
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name, false, tensorflow.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}

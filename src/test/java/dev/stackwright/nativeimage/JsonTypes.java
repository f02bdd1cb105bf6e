package dev.stackwright.nativeimage;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json;
import io.quarkus.funqy.Funq;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The product's types that Jackson writes or reads, found in the compiled classes: what requests and replies are, what is
 * read from documents, what is at hand where one is written, what has Jackson's annotations, and all that these are made
 * of. Without the command line, which a native executable does not have.
 */
final class JsonTypes {

    private static final String BASE = "dev.stackwright.";

    private JsonTypes() {}

    /** Names of all of them. */
    static SortedSet<String> all(JavaClasses classes) {
        TreeSet<String> roots = new TreeSet<>(endpoints(classes));
        roots.addAll(documents(classes));
        roots.addAll(written(classes));
        classes.stream()
                .filter(JsonTypes::annotatedForJackson)
                .map(JavaClass::getName)
                .forEach(roots::add);
        return closure(classes, roots);
    }

    /** Parameters and results of functions and of REST methods. */
    static SortedSet<String> endpoints(JavaClasses classes) {
        TreeSet<String> types = new TreeSet<>();
        classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(JsonTypes::isEndpoint)
                .flatMap(JsonTypes::signature)
                .filter(type -> type.getName().startsWith(BASE) && !type.isInterface())
                .filter(type -> type.isRecord() || type.isEnum() || annotatedForJackson(type))
                .map(JavaClass::getName)
                .forEach(types::add);
        return types;
    }

    /** Class literals in methods that read JSON. */
    static SortedSet<String> documents(JavaClasses classes) {
        TreeSet<String> types = new TreeSet<>();
        classes.stream()
                .flatMap(type -> type.getReferencedClassObjects().stream())
                .filter(literal -> readsJson(literal.getOwner()))
                .map(ReferencedClassObject::getValue)
                .filter(type -> type.getName().startsWith(BASE) && !type.isAnnotation())
                .map(JavaClass::getName)
                .forEach(types::add);
        return types;
    }

    /** Records that a method which writes JSON makes, is given, gets from a call, or is a part of. */
    static SortedSet<String> written(JavaClasses classes) {
        TreeSet<String> types = new TreeSet<>();
        classes.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(JsonTypes::writesJson)
                .flatMap(JsonTypes::atHand)
                .filter(JavaClass::isRecord)
                .map(JavaClass::getName)
                .filter(name -> name.startsWith(BASE))
                .forEach(types::add);
        return types;
    }

    private static boolean writesJson(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Json.class)
                        && (call.getName().equals("bytes") || call.getName().equals("mapper")));
    }

    private static Stream<JavaClass> atHand(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getOwner()),
                        unit.getRawParameterTypes().stream(),
                        unit.getConstructorCallsFromSelf().stream().map(call -> call.getTargetOwner()),
                        unit.getMethodCallsFromSelf().stream()
                                .map(call -> call.getTarget().getRawReturnType()),
                        unit.getFieldAccesses().stream()
                                .map(access -> access.getTarget().getRawType()))
                .flatMap(types -> types);
    }

    private static boolean isEndpoint(JavaMethod method) {
        return method.isAnnotatedWith(Funq.class)
                || Stream.of("GET", "POST", "PUT", "DELETE", "PATCH")
                        .anyMatch(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb));
    }

    private static Stream<JavaClass> signature(JavaMethod method) {
        return Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(java.util.Set::stream);
    }

    private static boolean readsJson(JavaCodeUnit unit) {
        return unit.getConstructorCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(DocumentSchema.class))
                || unit.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Json.class)
                                || call.getTargetOwner().isEquivalentTo(DocumentSchema.class)
                                || call.getName().equals("treeToValue")
                                || call.getTargetOwner().getSimpleName().equals("RequestBodies")
                                || call.getName().equals("guard"));
    }

    private static boolean annotatedForJackson(JavaClass type) {
        return Stream.concat(
                        type.getAnnotations().stream(),
                        type.getMembers().stream().flatMap(member -> member.getAnnotations().stream()))
                .map(JavaAnnotation::getRawType)
                .anyMatch(annotation -> annotation.getPackageName().startsWith("com.fasterxml.jackson"));
    }

    /** With the types of their components and of what implements them, as far as they are the product's own. */
    private static SortedSet<String> closure(JavaClasses classes, SortedSet<String> roots) {
        SortedSet<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (!name.startsWith(BASE)
                    || name.startsWith(BASE + "cli.")
                    || !classes.contain(name)
                    || !reached.add(name)) {
                continue;
            }
            JavaClass type = classes.get(name);
            if (type.isRecord() || annotatedForJackson(type)) {
                type.getFields().stream()
                        .filter(field ->
                                !field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC))
                        .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getName)
                        .forEach(open::push);
            }
            if (type.isInterface()) {
                type.getAllSubclasses().stream().map(JavaClass::getName).forEach(open::push);
            }
        }
        reached.removeIf(name -> classes.get(name).isInterface() && !annotatedForJackson(classes.get(name)));
        return reached;
    }
}

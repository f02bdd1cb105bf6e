package dev.stackwright.nativeimage;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import dev.stackwright.common.Json;
import io.quarkus.funqy.Funq;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The house's types that Jackson writes or reads, found in the compiled classes: what goes through the doors, what is
 * read from documents, what is at hand where one is written, what has Jackson's annotations, and all that these are made
 * of. Without the command line, which a native executable does not have.
 */
final class JsonTypes {

    private static final String HOUSE = "dev.stackwright.";

    private JsonTypes() {}

    /** Names of all of them. */
    static SortedSet<String> all(JavaClasses house) {
        TreeSet<String> roots = new TreeSet<>(doors(house));
        roots.addAll(documents(house));
        roots.addAll(written(house));
        house.stream()
                .filter(JsonTypes::annotatedForJackson)
                .map(JavaClass::getName)
                .forEach(roots::add);
        return closure(house, roots);
    }

    /** Parameters and results of functions and of REST methods. */
    static SortedSet<String> doors(JavaClasses house) {
        TreeSet<String> types = new TreeSet<>();
        house.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(JsonTypes::isDoor)
                .flatMap(JsonTypes::signature)
                .filter(type -> type.getName().startsWith(HOUSE) && !type.isInterface())
                .filter(type -> type.isRecord() || type.isEnum() || annotatedForJackson(type))
                .map(JavaClass::getName)
                .forEach(types::add);
        return types;
    }

    /** Class literals in methods that read JSON. */
    static SortedSet<String> documents(JavaClasses house) {
        TreeSet<String> types = new TreeSet<>();
        house.stream()
                .flatMap(type -> type.getReferencedClassObjects().stream())
                .filter(literal -> readsJson(literal.getOwner()))
                .map(ReferencedClassObject::getValue)
                .filter(type -> type.getName().startsWith(HOUSE) && !type.isAnnotation())
                .map(JavaClass::getName)
                .forEach(types::add);
        return types;
    }

    /** Records that a method which writes JSON makes, is given, gets from a call, or is a part of. */
    static SortedSet<String> written(JavaClasses house) {
        TreeSet<String> types = new TreeSet<>();
        house.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(JsonTypes::writesJson)
                .flatMap(JsonTypes::atHand)
                .filter(JavaClass::isRecord)
                .map(JavaClass::getName)
                .filter(name -> name.startsWith(HOUSE))
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

    private static boolean isDoor(JavaMethod method) {
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
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Json.class)
                        || call.getName().equals("treeToValue")
                        || call.getTargetOwner().getSimpleName().equals("Bodies")
                        || call.getName().equals("guard"));
    }

    private static boolean annotatedForJackson(JavaClass type) {
        return Stream.concat(
                        type.getAnnotations().stream(),
                        type.getMembers().stream().flatMap(member -> member.getAnnotations().stream()))
                .map(JavaAnnotation::getRawType)
                .anyMatch(annotation -> annotation.getPackageName().startsWith("com.fasterxml.jackson"));
    }

    /** With the types of their components and of what implements them, as far as they are the house's own. */
    private static SortedSet<String> closure(JavaClasses house, SortedSet<String> roots) {
        SortedSet<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (!name.startsWith(HOUSE)
                    || name.startsWith(HOUSE + "cli.")
                    || !house.contain(name)
                    || !reached.add(name)) {
                continue;
            }
            JavaClass type = house.get(name);
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
        reached.removeIf(name -> house.get(name).isInterface() && !annotatedForJackson(house.get(name)));
        return reached;
    }
}

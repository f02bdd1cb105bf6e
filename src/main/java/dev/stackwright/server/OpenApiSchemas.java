package dev.stackwright.server;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of records as Jackson writes them, by their names: a value that has {@link JsonValue} is that value, and what is
 * not {@link Nullable} is required. The scanner of Quarkus knows neither.
 */
final class OpenApiSchemas {

    private static final Map<Class<?>, Schema> SIMPLE = Map.ofEntries(
            Map.entry(String.class, type(SchemaType.STRING)),
            Map.entry(boolean.class, type(SchemaType.BOOLEAN)),
            Map.entry(Boolean.class, type(SchemaType.BOOLEAN)),
            Map.entry(int.class, type(SchemaType.INTEGER).format("int32")),
            Map.entry(Integer.class, type(SchemaType.INTEGER).format("int32")),
            Map.entry(long.class, type(SchemaType.INTEGER).format("int64")),
            Map.entry(Long.class, type(SchemaType.INTEGER).format("int64")),
            Map.entry(double.class, type(SchemaType.NUMBER).format("double")),
            Map.entry(Double.class, type(SchemaType.NUMBER).format("double")),
            Map.entry(byte[].class, type(SchemaType.STRING).format("byte")),
            Map.entry(Instant.class, type(SchemaType.STRING).format("date-time")),
            Map.entry(Object.class, OASFactory.createSchema()));

    private final Map<String, Schema> components = new LinkedHashMap<>();
    private final Map<Class<?>, String> names = new HashMap<>();

    /** By name, each once, also those that only another one names. */
    Map<String, Schema> components() {
        return components;
    }

    /** A reference to the schema of a record or an enum, which becomes a component under its simple name. */
    Schema of(Class<?> type) {
        return of(type, names.getOrDefault(type, type.getSimpleName()));
    }

    /** As {@link #of(Class)} under another name, from now on. */
    Schema of(Class<?> type, String name) {
        if (names.putIfAbsent(type, name) == null) {
            if (components.putIfAbsent(name, OASFactory.createSchema()) != null) {
                throw new IllegalStateException("expected one type of the name " + name + ", found another: " + type);
            }
            components.put(name, described(type));
        }
        return reference(name);
    }

    static Schema reference(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }

    /** A schema that is written by hand, for a type that is no record. */
    void put(Class<?> type, Schema schema) {
        names.put(type, type.getSimpleName());
        components.put(type.getSimpleName(), schema);
    }

    /** One schema for any of several records: their properties, of which those of all are required. */
    void merge(String name, Class<?>... types) {
        Schema merged = type(SchemaType.OBJECT);
        for (Class<?> type : types) {
            Schema each = described(type);
            each.getProperties().forEach(merged::addProperty);
            List<String> required = Objects.requireNonNullElse(each.getRequired(), List.of());
            if (merged.getRequired() == null) {
                required.forEach(merged::addRequired);
            } else {
                merged.getRequired().stream()
                        .filter(other -> !required.contains(other))
                        .toList()
                        .forEach(merged::removeRequired);
            }
        }
        components.put(name, merged);
    }

    /**
     * Adds descriptions, each under the name of a type and of a property, {@code TrainRequest.seed}.
     *
     * @throws IllegalStateException where there is no such property, or one of such a type has none
     */
    void describe(Map<String, String> descriptions) {
        Set<String> left = new TreeSet<>(descriptions.keySet());
        Set<String> missing = new TreeSet<>();
        components.forEach((name, schema) -> {
            if (left.stream().anyMatch(key -> key.startsWith(name + "."))) {
                schema.getProperties().forEach((property, of) -> {
                    String key = name + "." + property;
                    of.setDescription(descriptions.get(key));
                    if (!left.remove(key)) {
                        missing.add(key);
                    }
                });
            }
        });
        if (!left.isEmpty() || !missing.isEmpty()) {
            throw new IllegalStateException("expected a description of every property of a request, found none of "
                    + missing + ", and those of unknown " + left);
        }
    }

    private Schema described(Class<?> type) {
        if (type.isEnum()) {
            return type(SchemaType.STRING)
                    .enumeration(Arrays.stream(type.getEnumConstants())
                            .map(constant -> (Object) text(type, constant))
                            .toList());
        }
        RecordComponent[] parts = type.getRecordComponents();
        if (parts == null) {
            throw new IllegalStateException("expected a record or an enum, found " + type);
        }
        if (parts.length == 1 && has(parts[0], JsonValue.class)) {
            return schema(parts[0].getGenericType());
        }
        Schema schema = type(SchemaType.OBJECT);
        for (RecordComponent part : parts) {
            if (has(part, JsonIgnore.class)) {
                continue;
            }
            schema.addProperty(part.getName(), schema(part.getGenericType()).description(description(type, part)));
            if (isAlwaysThere(type, part)) {
                schema.addRequired(part.getName());
            }
        }
        return schema;
    }

    private Schema schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(schema(of[0]))
                    : type(SchemaType.OBJECT).additionalPropertiesSchema(schema(of[1]));
        }
        Class<?> plain = (Class<?>) type;
        Schema simple = SIMPLE.get(plain);
        if (simple != null) {
            return OASFactory.createSchema().type(simple.getType()).format(simple.getFormat());
        }
        return plain.isArray() ? list(schema(plain.getComponentType())) : of(plain);
    }

    /** One that the reader of a request fills in is not, though the record always has it. */
    private static boolean isAlwaysThere(Class<?> type, RecordComponent part) {
        @Nullable JsonProperty property = part.getAccessor().getAnnotation(JsonProperty.class);
        if (property != null && property.required()) {
            return true;
        }
        @Nullable JsonInclude include = part.getAccessor().getAnnotation(JsonInclude.class);
        boolean mayBeLeftOut = include != null && include.value() == JsonInclude.Include.NON_EMPTY;
        return !mayBeLeftOut
                && !part.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && !isNullableInConstructor(type, part);
    }

    private static boolean isNullableInConstructor(Class<?> type, RecordComponent part) {
        List<RecordComponent> parts = List.of(type.getRecordComponents());
        List<String> names = parts.stream().map(RecordComponent::getName).toList();
        int place = names.indexOf(part.getName());
        Class<?>[] wanted = parts.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> Arrays.equals(constructor.getParameterTypes(), wanted))
                .map(Constructor::getAnnotatedParameterTypes)
                .anyMatch(parameters -> parameters[place].isAnnotationPresent(Nullable.class));
    }

    private static boolean has(RecordComponent part, Class<? extends java.lang.annotation.Annotation> annotation) {
        return part.isAnnotationPresent(annotation) || part.getAccessor().isAnnotationPresent(annotation);
    }

    /** Jackson's annotation is for fields and not for components, whose fields inherit it. */
    private static @Nullable String description(Class<?> type, RecordComponent part) {
        try {
            JsonPropertyDescription described =
                    type.getDeclaredField(part.getName()).getAnnotation(JsonPropertyDescription.class);
            return described == null ? null : described.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record has a field for each component", e);
        }
    }

    private static String text(Class<?> type, Object constant) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(JsonValue.class)) {
                try {
                    method.setAccessible(true);
                    return String.valueOf(method.invoke(constant));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(type + " cannot be described", e);
                }
            }
        }
        return constant.toString();
    }

    static Schema list(Schema of) {
        return type(SchemaType.ARRAY).items(of);
    }

    static Schema type(SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }
}

package dev.stackwright.tensorflow;

import dev.stackwright.network.FloatArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The variables of a graph by name. They are reference variables: in TensorFlow Java 1.1 a step with them is faster than
 * with resource variables, and their gradients need no {@code ReadVariableOp}. Initial values are fed, so that they do
 * not swell the graph. Not thread-safe.
 */
public final class Variables {

    private final Ops tf;
    private final Function<String, FloatArray> initial;
    private final Map<String, Variable<TFloat32>> byName = new LinkedHashMap<>();
    private final Map<String, Variable<TFloat32>> slots = new LinkedHashMap<>();
    private final List<String> initialisers = new ArrayList<>();
    private final Map<String, Setter> setters = new LinkedHashMap<>();

    /**
     * Gives a variable the value that is fed. Operations by name, here and in {@link #initialisers}: the session may be on a
     * copy of the graph, see {@link TrainingGraph}.
     */
    private record Setter(Placeholder<TFloat32> drawn, String value, String assignment) {}

    /** @param initial value by name */
    public Variables(Ops tf, Function<String, FloatArray> initial) {
        this.tf = tf;
        this.initial = initial;
    }

    /** The variable of that name, made at the first call. */
    public Variable<TFloat32> named(String name) {
        Variable<TFloat32> known = byName.get(name);
        if (known != null) {
            return known;
        }
        Shape shape = Shape.of(initial.apply(name).shape());
        Variable<TFloat32> made = settable(name, shape);
        byName.put(name, made);
        return made;
    }

    private Variable<TFloat32> settable(String name, Shape shape) {
        Variable<TFloat32> made = variable(name, shape);
        Placeholder<TFloat32> value = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        setters.put(name, new Setter(value, name(value), name(tf.assign(made, value))));
        return made;
    }

    private Variable<TFloat32> variable(String name, Shape shape) {
        return tf.withName(operation(name)).variable(shape, TFloat32.class);
    }

    private static String operation(String variable) {
        return variable.replace('/', '.');
    }

    private static String name(Op op) {
        return op.op().name();
    }

    /** A variable that is given a value before it is read: no part of {@link #state}, no memory until then. */
    Variable<TFloat32> scratch(String name, Shape shape) {
        return variable(name, shape);
    }

    /** What an optimiser remembers from step to step, zero at first; made at the first call. */
    Variable<TFloat32> slot(String name, Shape shape) {
        Variable<TFloat32> known = slots.get(name);
        if (known != null) {
            return known;
        }
        Variable<TFloat32> made = settable(name, shape);
        initialisers.add(name(tf.assign(made, filled(tf, shape, 0))));
        slots.put(name, made);
        return made;
    }

    /** A slot that starts where the variable of a name does. */
    Variable<TFloat32> copy(String name, String of) {
        Variable<TFloat32> original = named(of);
        Variable<TFloat32> made = settable(name, original.shape());
        initialisers.add(name(tf.assign(made, Objects.requireNonNull(setters.get(of)).drawn)));
        slots.put(name, made);
        return made;
    }

    /**
     * A constant that does not swell the graph. {@code Ops.zeros} and {@code Ops.ones} of TensorFlow Java 1.1 open a scope
     * each time, which reads the names of all operations there are: quadratic, and seconds for a large network.
     */
    static Operand<TFloat32> filled(Ops tf, Shape shape, float value) {
        return tf.fill(tf.constant(shape), tf.constant(value));
    }

    /** Names of the variables with a value of their own. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** Gives all their first values. */
    public void initialise(Session session) {
        initialise(session, Map.of());
    }

    /**
     * Gives all their first values.
     *
     * @param others first values that are not those by name
     */
    void initialise(Session session, Map<String, FloatArray> others) {
        Map<String, FloatArray> first = new LinkedHashMap<>();
        byName.keySet().forEach(name -> first.put(name, others.getOrDefault(name, initial.apply(name))));
        set(session, first, initialisers);
    }

    /** Gives these their values and leaves all others as they are. */
    void set(Session session, Map<String, FloatArray> values) {
        set(session, values, List.of());
    }

    private void set(Session session, Map<String, FloatArray> values, List<String> also) {
        List<TFloat32> tensors = new ArrayList<>();
        try {
            Session.Runner runner = session.runner();
            values.forEach((name, array) -> {
                Setter setter = setters.get(name);
                if (setter == null) {
                    throw new IllegalArgumentException(
                            "expected values of " + setters.keySet() + ", found one of " + name);
                }
                TFloat32 value = Tensors.of(array);
                tensors.add(value);
                runner.feed(setter.value, value).addTarget(setter.assignment);
            });
            also.forEach(runner::addTarget);
            runner.run().close();
        } finally {
            tensors.forEach(TFloat32::close);
        }
    }

    /** Present values of {@link #names()}. */
    public Map<String, FloatArray> values(Session session) {
        return values(session, byName.keySet());
    }

    /** Present values of {@link #names()} and of all slots: where {@link #set} can take training up again. */
    Map<String, FloatArray> state(Session session) {
        return values(session, setters.keySet());
    }

    /** Present values of some of them, in that order. */
    Map<String, FloatArray> values(Session session, Collection<String> names) {
        Session.Runner runner = session.runner();
        names.forEach(name -> runner.fetch(operation(name)));
        Map<String, FloatArray> values = new LinkedHashMap<>();
        try (Result result = runner.run()) {
            int i = 0;
            for (String name : names) {
                TFloat32 tensor = (TFloat32) result.get(i++);
                values.put(name, new FloatArray(tensor.shape().asArray(), Tensors.values(tensor)));
            }
        }
        return values;
    }

    /**
     * A variable that an optimiser moves.
     *
     * @param target what the loss is derived by: the variable, or the variable times a constant
     * @param factor that constant, or null
     * @param rate its share of the learning rate
     */
    public record Trained(
            String name,
            Variable<TFloat32> variable,
            Operand<TFloat32> target,
            @Nullable Operand<TFloat32> factor,
            double rate) {

        /** At the whole learning rate. */
        Trained(
                String name,
                Variable<TFloat32> variable,
                Operand<TFloat32> target,
                @Nullable Operand<TFloat32> factor) {
            this(name, variable, target, factor, 1);
        }

        /** A variable used as it is. */
        public static Trained plain(String name, Variable<TFloat32> variable) {
            return new Trained(name, variable, variable, null);
        }

        Trained atRate(double share) {
            return new Trained(name, variable, target, factor, share);
        }

        /** Kernels decay; biases, gamma and beta do not (Loshchilov and Hutter's code, and Keras' examples). */
        boolean decays() {
            return name.endsWith("kernel");
        }
    }
}

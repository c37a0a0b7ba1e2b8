/* Gravity among eight bodies, in f64: additions, multiplications, a square root and a division for each pair. */
#include "bench.h"

enum { BODIES = 8, STEPS = 1000 };

struct vector {
    f64 x, y, z;
};
static struct body {
    struct vector at, velocity;
    f64 mass;
} bodies[BODIES];

static void accelerate(struct body *a, struct body *b, f64 dt) {
    f64 x = b->at.x - a->at.x, y = b->at.y - a->at.y, z = b->at.z - a->at.z;
    f64 square = x * x + y * y + z * z + 0.01;
    f64 force = dt / (square * __builtin_sqrt(square));
    f64 on_a = force * b->mass, on_b = force * a->mass;
    a->velocity.x += x * on_a;
    a->velocity.y += y * on_a;
    a->velocity.z += z * on_a;
    b->velocity.x -= x * on_b;
    b->velocity.y -= y * on_b;
    b->velocity.z -= z * on_b;
}

u64 work(u64 size) {
    const f64 dt = 0.001;
    for (u32 i = 0; i < BODIES; i++) {
        struct body *body = &bodies[i];
        body->at = (struct vector){next_fraction(), next_fraction(), next_fraction()};
        body->velocity = (struct vector){next_fraction() - 0.5, next_fraction() - 0.5, next_fraction() - 0.5};
        body->mass = next_fraction() / BODIES;
    }
    for (u64 step = 0; step < size * STEPS; step++) {
        for (u32 i = 0; i < BODIES; i++) {
            for (u32 j = i + 1; j < BODIES; j++) accelerate(&bodies[i], &bodies[j], dt);
        }
        for (u32 i = 0; i < BODIES; i++) {
            bodies[i].at.x += dt * bodies[i].velocity.x;
            bodies[i].at.y += dt * bodies[i].velocity.y;
            bodies[i].at.z += dt * bodies[i].velocity.z;
        }
    }
    u64 sum = 0;
    for (u32 i = 0; i < BODIES; i++) {
        sum = mix(mix(mix(sum, bits_of(bodies[i].at.x)), bits_of(bodies[i].at.y)), bits_of(bodies[i].at.z));
    }
    return sum;
}

// Actor micro-benchmarks, goroutines and channels (no actor layer: a ceiling).
//
//	go build -o bench bench.go
//	GOMAXPROCS=1 ./bench pingpong
//
// Each subcommand prints CSV lines   name,threads,ops,ns_per_op
// (a name that ends in _bytes carries bytes per goroutine in the last column,
// one that ends in _pNN a latency in ns).
package main

import (
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

type msg struct{ n int64 }

func emit(name string, ops int64, ns float64) {
	fmt.Printf("%s,%d,%d,%.2f\n", name, runtime.GOMAXPROCS(0), ops, ns/float64(ops))
}

// A tenth of the size first, then the measured run.
func warm(name string, ops int64, f func(int64) time.Duration) {
	f(ops / 10)
	emit(name, ops, float64(f(ops)))
}

func rss() int64 {
	b, _ := os.ReadFile("/proc/self/status")
	for _, l := range strings.Split(string(b), "\n") {
		var kb int64
		if n, _ := fmt.Sscanf(l, "VmRSS: %d kB", &kb); n == 1 {
			return kb * 1024
		}
	}
	return 0
}

// 1 ping-pong: one channel a side; capacity 0 hands over directly, 1 is a mailbox.
func pingpong(n int64, capacity int, pin bool) time.Duration {
	a, b := make(chan msg, capacity), make(chan msg, capacity)
	go func() {
		if pin {
			runtime.LockOSThread()
		}
		for m := range b {
			a <- m
		}
	}()
	done := make(chan time.Duration)
	go func() {
		if pin {
			runtime.LockOSThread()
		}
		t0 := time.Now()
		for i := int64(0); i < n; i++ {
			b <- msg{i}
			<-a
		}
		close(b)
		done <- time.Since(t0)
	}()
	return <-done
}

// 2 ring
func ring(hops int64) time.Duration {
	const nodes = 1000
	done := make(chan struct{})
	first := make(chan msg, 1)
	in := first
	for i := 0; i < nodes; i++ {
		out := make(chan msg, 1)
		if i == nodes-1 {
			out = first
		}
		go func(in, out chan msg) {
			for m := range in {
				if m.n < 0 {
					if m.n > -nodes {
						out <- msg{m.n - 1}
					}
					return
				}
				if m.n == 0 {
					done <- struct{}{}
					continue
				}
				out <- msg{m.n - 1}
			}
		}(in, out)
		in = out
	}
	t0 := time.Now()
	first <- msg{hops}
	<-done
	t := time.Since(t0)
	first <- msg{-1}
	return t
}

// 3 spawn+exit, in waves of 10k
func spawnExit(n int64) time.Duration {
	const wave = 10000
	t0 := time.Now()
	var wg sync.WaitGroup
	for ; n > 0; n -= wave {
		wg.Add(wave)
		for i := 0; i < wave; i++ {
			go wg.Done()
		}
		wg.Wait()
	}
	return time.Since(t0)
}

// the same, each goroutine reporting over a channel (the 'monitored' one)
func spawnReport(n int64) time.Duration {
	const wave = 10000
	t0 := time.Now()
	ch := make(chan msg, 128)
	for ; n > 0; n -= wave {
		for i := 0; i < wave; i++ {
			go func() { ch <- msg{1} }()
		}
		for i := 0; i < wave; i++ {
			<-ch
		}
	}
	return time.Since(t0)
}

// 4 idle goroutines, each blocked on a mailbox of its own
func idle() {
	const n = 1000000
	type ask struct {
		n     int64
		reply chan msg
	}
	r0, t0 := rss(), time.Now()
	boxes := make([]chan ask, n)
	for i := range boxes {
		c := make(chan ask, 1)
		boxes[i] = c
		go func() {
			for m := range c {
				m.reply <- msg{m.n}
			}
		}()
	}
	replies := make(chan msg, 1024)
	boxes[n-1] <- ask{1, replies}
	<-replies
	t1 := time.Now()
	r1 := rss()
	go func() {
		for _, b := range boxes {
			b <- ask{1, replies}
		}
	}()
	for range boxes {
		<-replies
	}
	t2 := time.Now()
	r2 := rss()
	emit("idle_create", n, float64(t1.Sub(t0)))
	emit("idle_reply", n, float64(t2.Sub(t1)))
	emit("idle_rss_bytes", n, float64(r1-r0))
	emit("idle_rss_after_bytes", n, float64(r2-r0))
}

// 5 fan-in
func fanin(total int64) time.Duration {
	const senders = 100
	sink := make(chan msg, 1024)
	start := make(chan struct{})
	for i := 0; i < senders; i++ {
		go func() {
			<-start
			for k := int64(0); k < total/senders; k++ {
				sink <- msg{k}
			}
		}()
	}
	t0 := time.Now()
	close(start)
	for i := int64(0); i < total; i++ {
		<-sink
	}
	return time.Since(t0)
}

// 6 call: request with a reply channel; fresh each call, or one for all
type request struct {
	n     int64
	reply chan msg
}

func server() chan request {
	c := make(chan request, 16)
	go func() {
		for r := range c {
			r.reply <- msg{r.n}
		}
	}()
	return c
}

func call(n int64, fresh bool) time.Duration {
	s := server()
	done := make(chan time.Duration)
	go func() {
		reply := make(chan msg, 1)
		t0 := time.Now()
		for i := int64(0); i < n; i++ {
			if fresh {
				reply = make(chan msg, 1)
			}
			s <- request{i, reply}
			<-reply
		}
		done <- time.Since(t0)
	}()
	t := <-done
	close(s)
	return t
}

// the same with a 5 s timeout on every call, as gen_server:call has
func callTimeout(n int64) time.Duration {
	s := server()
	done := make(chan time.Duration)
	go func() {
		t0 := time.Now()
		for i := int64(0); i < n; i++ {
			reply := make(chan msg, 1)
			s <- request{i, reply}
			timer := time.NewTimer(5 * time.Second)
			select {
			case <-reply:
			case <-timer.C:
				panic("timeout")
			}
			timer.Stop()
		}
		done <- time.Since(t0)
	}()
	t := <-done
	close(s)
	return t
}

// cast: requests without a reply, then one call that shows that all were taken
func cast(n int64) time.Duration {
	c := make(chan request, 1024)
	go func() {
		for r := range c {
			if r.reply != nil {
				r.reply <- msg{r.n}
			}
		}
	}()
	done := make(chan time.Duration)
	go func() {
		reply := make(chan msg, 1)
		t0 := time.Now()
		for i := int64(0); i < n; i++ {
			c <- request{n: i}
		}
		c <- request{n, reply}
		<-reply
		done <- time.Since(t0)
	}()
	t := <-done
	close(c)
	return t
}

// 7 skynet
func sky(out chan int64, num, size int64) {
	if size == 1 {
		out <- num
		return
	}
	c := make(chan int64, 10)
	for i := int64(0); i < 10; i++ {
		go sky(c, num+i*(size/10), size/10)
	}
	var sum int64
	for i := 0; i < 10; i++ {
		sum += <-c
	}
	out <- sum
}

func skynet(leaves int64) time.Duration {
	t0 := time.Now()
	c := make(chan int64)
	go sky(c, 0, leaves)
	if s := <-c; s != leaves*(leaves-1)/2 {
		panic("sum")
	}
	return time.Since(t0)
}

// 10 big
func big() {
	const procs, rounds = 300, 20
	type m struct {
		kind int // 0 ping, 1 pong, 2 go
		from int
	}
	boxes := make([]chan m, procs)
	for i := range boxes {
		boxes[i] = make(chan m, 2*procs+8)
	}
	done := make(chan int, procs)
	for i := range boxes {
		go func(me int) {
			pongs := 0
			for x := range boxes[me] {
				switch x.kind {
				case 0:
					boxes[x.from] <- m{1, me}
				case 1:
					if pongs++; pongs == procs {
						pongs = 0
						done <- me
					}
				case 2:
					for _, b := range boxes {
						b <- m{0, me}
					}
				}
			}
		}(i)
	}
	round := func() {
		for _, b := range boxes {
			b <- m{2, 0}
		}
		for range boxes {
			<-done
		}
	}
	round()
	round()
	t0 := time.Now()
	for i := 0; i < rounds; i++ {
		round()
	}
	ns := float64(time.Since(t0))
	emit("big_round", rounds, ns)
	emit("big_msg", rounds*procs*procs*2, ns)
}

// 11 pairs
func pairs(trips int64) time.Duration {
	const n = 2000
	rounds := trips / n
	start := make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(n)
	for i := 0; i < n; i++ {
		a, b := make(chan msg, 1), make(chan msg, 1)
		go func() {
			for m := range b {
				a <- m
			}
		}()
		go func() {
			<-start
			for k := int64(0); k < rounds; k++ {
				b <- msg{k}
				<-a
			}
			close(b)
			wg.Done()
		}()
	}
	t0 := time.Now()
	close(start)
	wg.Wait()
	return time.Since(t0)
}

// 12 tail latency: 1000 clients, exponential waits, a server busy 5 us a call
func tail() {
	gap := 10 * time.Millisecond
	if runtime.GOMAXPROCS(0) == 1 {
		gap = 20 * time.Millisecond
	}
	s := make(chan request, 1024)
	go func() {
		for r := range s {
			for t := time.Now(); time.Since(t) < 5*time.Microsecond; {
			}
			r.reply <- msg{r.n}
		}
	}()
	from := time.Now().Add(time.Second)
	until := from.Add(5 * time.Second)
	out := make(chan []int64, 1000)
	for i := 0; i < 1000; i++ {
		go func(seed int64) {
			rng := rand.New(rand.NewSource(seed))
			var lat []int64
			reply := make(chan msg, 1)
			for {
				time.Sleep(time.Duration(rng.ExpFloat64() * float64(gap)))
				t0 := time.Now()
				s <- request{1, reply}
				<-reply
				if t0.After(until) {
					out <- lat
					return
				}
				if t0.After(from) {
					lat = append(lat, int64(time.Since(t0)))
				}
			}
		}(int64(i + 1))
	}
	var all []int64
	for i := 0; i < 1000; i++ {
		all = append(all, <-out...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	at := func(q float64) float64 {
		i := int(float64(len(all)) * q)
		if i >= len(all) {
			i = len(all) - 1
		}
		return float64(all[i])
	}
	emit("tail_p50", 1, at(0.5))
	emit("tail_p99", 1, at(0.99))
	emit("tail_p999", 1, at(0.999))
	emit("tail_max", 1, at(1))
	emit("tail_interarrival", int64(len(all)), 5e9)
}

// 13 cycle: 100k goroutines in one random cycle, 1000 tokens at once: too many to
// stay in the caches, and no order that a prefetcher could follow
func cycle() {
	const nodes, tokens = 100000, 1000
	boxes := make([]chan msg, nodes)
	for i := range boxes {
		boxes[i] = make(chan msg, 1)
	}
	done := make(chan struct{}, tokens)
	order := rand.New(rand.NewSource(1)).Perm(nodes)
	for i, at := range order {
		go func(in, out chan msg) {
			for m := range in {
				if m.n == 0 {
					done <- struct{}{}
					continue
				}
				out <- msg{m.n - 1}
			}
		}(boxes[at], boxes[order[(i+1)%nodes]])
	}
	warm("cycle", 1000000, func(hops int64) time.Duration {
		t0 := time.Now()
		go func() {
			for _, b := range boxes[:tokens] {
				b <- msg{hops / tokens}
			}
		}()
		for i := 0; i < tokens; i++ {
			<-done
		}
		return time.Since(t0)
	})
	for _, b := range boxes {
		close(b)
	}
}

// 14 timers: n of a minute; a batch of them armed, then those cancelled, and again
func timers(n, batch int64) time.Duration {
	late := func() {}
	armed := make([]*time.Timer, batch)
	t0 := time.Now()
	for ; n > 0; n -= batch {
		for i := range armed {
			armed[i] = time.AfterFunc(time.Minute, late)
		}
		for _, t := range armed {
			t.Stop()
		}
	}
	return time.Since(t0)
}

func main() {
	table := map[string]func(){
		"pingpong": func() {
			warm("pingpong", 1000000, func(n int64) time.Duration { return pingpong(n, 0, false) })
			warm("pingpong_buf1", 1000000, func(n int64) time.Duration { return pingpong(n, 1, false) })
		},
		"pingpong_cross": func() {
			warm("pingpong_cross", 20000, func(n int64) time.Duration { return pingpong(n, 1, true) })
		},
		"ring": func() { warm("ring", 1000000, ring) },
		"spawn": func() {
			warm("spawn_exit", 1000000, spawnExit)
			warm("spawn_exit_monitor", 1000000, spawnReport)
		},
		"idle":  idle,
		"fanin": func() { warm("fanin", 5000000, fanin) },
		"call": func() {
			warm("call", 1000000, callTimeout)
			warm("call_infinity", 1000000, func(n int64) time.Duration { return call(n, true) })
			warm("call_raw", 1000000, func(n int64) time.Duration { return call(n, false) })
			warm("cast", 1000000, cast)
		},
		"skynet": func() {
			emit("skynet_cold", 1000000, float64(skynet(1000000)))
			emit("skynet", 1000000, float64(skynet(1000000)))
		},
		"big":   big,
		"pairs": func() { warm("pairs", 1000000, pairs) },
		"tail":  tail,
		"cycle": cycle,
		"timers": func() {
			warm("timers_cold", 1000000, func(n int64) time.Duration { return timers(n, n) })
			emit("timers_arm_cancel", 1000000, float64(timers(1000000, 1000000)))
			warm("timers_one_at_a_time", 1000000, func(n int64) time.Duration { return timers(n, 1) })
		},
	}
	for _, name := range os.Args[1:] {
		f, ok := table[name]
		if !ok {
			fmt.Fprintln(os.Stderr, "unknown benchmark", name)
			os.Exit(2)
		}
		f()
	}
}

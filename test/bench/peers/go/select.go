// 64 goroutines ask PostgreSQL for SELECT 1 through database/sql, which has eight connections.
package main

import (
	"database/sql"
	"fmt"
	"os"
	"sort"
	"sync"
	"time"

	_ "github.com/lib/pq"
)

const (
	callers     = 64
	connections = 8
	times       = 5000 // each; for so long, if that is less:
	longest     = 10 * time.Second
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func ask(one *sql.Stmt, count int) (waits []float64) {
	asked := time.Now()
	latest := asked.Add(longest)
	for ; count > 0 && asked.Before(latest); count-- {
		var answer int
		must(one.QueryRow().Scan(&answer))
		now := time.Now()
		waits = append(waits, float64(now.Sub(asked).Nanoseconds()))
		asked = now
	}
	return waits
}

func askAll(one *sql.Stmt, count int) (all []float64) {
	var lock sync.Mutex
	var done sync.WaitGroup
	for i := 0; i < callers; i++ {
		done.Add(1)
		go func() {
			some := ask(one, count)
			lock.Lock()
			all = append(all, some...)
			lock.Unlock()
			done.Done()
		}()
	}
	done.Wait()
	sort.Float64s(all)
	return all
}

func emit(name string, all []float64, value float64) {
	fmt.Printf("%s,2,%d,%.2f\n", name, len(all), value)
}

func main() {
	pool, err := sql.Open("postgres", os.Args[1]+" sslmode=disable")
	must(err)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	one, err := pool.Prepare("SELECT 1")
	must(err)
	askAll(one, times/10)
	began := time.Now()
	all := askAll(one, times)
	emit("select", all, float64(time.Since(began).Nanoseconds())/float64(len(all)))
	emit("select_p50", all, all[len(all)/2])
	emit("select_p99", all, all[len(all)*99/100])
}
